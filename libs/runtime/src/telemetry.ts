import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { NodeSDK } from '@opentelemetry/sdk-node';
import { BatchSpanProcessor } from '@opentelemetry/sdk-trace';

/**
 * Starts OpenTelemetry once per process. Without an OTLP endpoint spans exist (their ids stand in logs and headers) but go nowhere.
 * @returns flushes and stops
 */
export function startTelemetry(serviceName: string, endpoint: string | undefined): () => Promise<void> {
  const exporter = endpoint ? new OTLPTraceExporter({ url: `${endpoint.replace(/\/$/, '')}/v1/traces` }) : undefined;
  const sdk = new NodeSDK({
    resource: resourceFromAttributes({ 'service.name': serviceName, 'service.namespace': 'frontdesk' }),
    spanProcessors: exporter ? [new BatchSpanProcessor({ exporter, scheduledDelayMillis: 500, maxQueueSize: 16_384 })] : [],
    metricReaders: [],
    logRecordProcessors: [],
    instrumentations: [],
    autoDetectResources: false,
  });
  sdk.start();
  return () => sdk.shutdown().catch(() => undefined);
}
