export class KafkaBrokerError extends Error {
  readonly code: 'NOT_INSTALLED' | 'START_FAILED' | 'NOT_OURS';
  readonly retriable = false;

  constructor(code: KafkaBrokerError['code'], message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'KafkaBrokerError';
    this.code = code;
  }
}
