import { AuditLoggerModule, manifest as auditLogger } from '@frontdesk/audit-logger';
import { AuthModule, manifest as auth } from '@frontdesk/auth';
import type { Manifest } from '@frontdesk/contracts';
import { GatewayModule, manifest as gateway } from '@frontdesk/gateway';
import { HandoffModule, manifest as handoff } from '@frontdesk/handoff';
import { NluRouterModule, manifest as nluRouter } from '@frontdesk/nlu-router';
import { PolicyModule, manifest as policy } from '@frontdesk/policy';
import { RagToolsModule, manifest as ragTools } from '@frontdesk/rag-tools';
import { ResponseBuilderModule, manifest as responseBuilder } from '@frontdesk/response-builder';
import type { ServiceOptions } from '@frontdesk/runtime';
import { SlaSchedulerModule, manifest as slaScheduler } from '@frontdesk/sla-scheduler';
import type { Type } from '@nestjs/common';

/** The nine, in the order of a message's way. */
export const services: readonly { manifest: Manifest; module: Type; options?: ServiceOptions }[] = [
  { manifest: gateway, module: GatewayModule, options: { inboxDays: 8 } },
  { manifest: policy, module: PolicyModule },
  { manifest: auth, module: AuthModule },
  { manifest: nluRouter, module: NluRouterModule },
  { manifest: ragTools, module: RagToolsModule },
  { manifest: responseBuilder, module: ResponseBuilderModule },
  { manifest: handoff, module: HandoffModule },
  { manifest: slaScheduler, module: SlaSchedulerModule },
  { manifest: auditLogger, module: AuditLoggerModule },
];

export const manifests: readonly Manifest[] = services.map(({ manifest }) => manifest);
