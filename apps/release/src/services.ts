import { config as auditLoggerConfig, manifest as auditLogger } from '@frontdesk/audit-logger';
import { config as authConfig, manifest as auth } from '@frontdesk/auth';
import type { Manifest } from '@frontdesk/contracts';
import { config as gatewayConfig, manifest as gateway } from '@frontdesk/gateway';
import { config as handoffConfig, manifest as handoff } from '@frontdesk/handoff';
import { manifest as nluRouter } from '@frontdesk/nlu-router';
import { config as policyConfig, manifest as policy } from '@frontdesk/policy';
import { config as ragToolsConfig, manifest as ragTools } from '@frontdesk/rag-tools';
import { config as responseBuilderConfig, manifest as responseBuilder } from '@frontdesk/response-builder';
import { config as slaSchedulerConfig, manifest as slaScheduler } from '@frontdesk/sla-scheduler';
import { z } from 'zod';

/** The nine, with the variables that each reads beside those of every service. */
export const services: readonly { manifest: Manifest; config: z.ZodObject<z.ZodRawShape> }[] = [
  { manifest: gateway, config: gatewayConfig },
  { manifest: policy, config: policyConfig },
  { manifest: auth, config: authConfig },
  { manifest: nluRouter, config: z.object({}) },
  { manifest: ragTools, config: ragToolsConfig },
  { manifest: responseBuilder, config: responseBuilderConfig },
  { manifest: handoff, config: handoffConfig },
  { manifest: slaScheduler, config: slaSchedulerConfig },
  { manifest: auditLogger, config: auditLoggerConfig },
];
