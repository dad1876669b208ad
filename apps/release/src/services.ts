import { AuditLoggerModule, config as auditLoggerConfig, manifest as auditLogger } from '@frontdesk/audit-logger';
import { AuthModule, config as authConfig, manifest as auth } from '@frontdesk/auth';
import type { Manifest } from '@frontdesk/contracts';
import { GatewayModule, config as gatewayConfig, inboxDays, manifest as gateway } from '@frontdesk/gateway';
import { HandoffModule, config as handoffConfig, manifest as handoff } from '@frontdesk/handoff';
import { NluRouterModule, manifest as nluRouter } from '@frontdesk/nlu-router';
import { PolicyModule, config as policyConfig, manifest as policy } from '@frontdesk/policy';
import { RagToolsModule, config as ragToolsConfig, manifest as ragTools } from '@frontdesk/rag-tools';
import { ResponseBuilderModule, config as responseBuilderConfig, manifest as responseBuilder } from '@frontdesk/response-builder';
import type { ServiceOptions } from '@frontdesk/runtime';
import { SlaSchedulerModule, config as slaSchedulerConfig, manifest as slaScheduler } from '@frontdesk/sla-scheduler';
import type { Type } from '@nestjs/common';
import { z } from 'zod';

export interface Service {
  readonly manifest: Manifest;
  readonly module: Type;
  /** the variables that it reads beside those of every service */
  readonly config: z.ZodObject<z.ZodRawShape>;
  readonly options?: ServiceOptions;
}

/** The nine, in the order of a message's way. */
export const services: readonly Service[] = [
  { manifest: gateway, module: GatewayModule, config: gatewayConfig, options: { inboxDays } },
  { manifest: policy, module: PolicyModule, config: policyConfig },
  { manifest: auth, module: AuthModule, config: authConfig },
  { manifest: nluRouter, module: NluRouterModule, config: z.object({}) },
  { manifest: ragTools, module: RagToolsModule, config: ragToolsConfig },
  { manifest: responseBuilder, module: ResponseBuilderModule, config: responseBuilderConfig },
  { manifest: handoff, module: HandoffModule, config: handoffConfig },
  { manifest: slaScheduler, module: SlaSchedulerModule, config: slaSchedulerConfig },
  { manifest: auditLogger, module: AuditLoggerModule, config: auditLoggerConfig },
];
