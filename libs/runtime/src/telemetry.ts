import { diag } from '@opentelemetry/api';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { NodeSDK, resources, tracing } from '@opentelemetry/sdk-node';

/**
 * Starts OpenTelemetry once per process. Without an OTLP endpoint spans exist (ids in logs and headers) but go nowhere.
 * @returns flushes and stops
 */
export function startTelemetry(serviceName: string, endpoint: string | undefined): () => Promise<void> {
  diag.disable();
  const processors = endpoint ? [new tracing.BatchSpanProcessor(new OTLPTraceExporter({ url: `${endpoint.replace(/\/$/, '')}/v1/traces` }), { scheduledDelayMillis: 500 })] : [];
  const sdk = new NodeSDK({
    resource: resources.resourceFromAttributes({ 'service.name': serviceName, 'service.namespace': 'frontdesk' }),
    spanProcessors: processors,
    metricReaders: [],
    logRecordProcessors: [],
    instrumentations: [],
    autoDetectResources: false,
  });
  sdk.start();
  return () => sdk.shutdown().catch(() => undefined);
}
