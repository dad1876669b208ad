import { Controller, Get, Header, HttpCode, ServiceUnavailableException } from '@nestjs/common';
import { Meters } from './meters.ts';
import { Probe } from './probe.ts';
import { unreadyBecause } from './readiness.ts';

@Controller()
export class HealthController {
  constructor(
    private readonly probe: Probe,
    private readonly meters: Meters,
  ) {}

  @Get('healthz')
  @HttpCode(200)
  alive(): { status: 'ok' } {
    return { status: 'ok' };
  }

  @Get('readyz')
  ready(): { status: 'ready' } {
    const problems = unreadyBecause(this.probe.needs, Date.now());
    if (problems.length > 0) throw new ServiceUnavailableException({ status: 'not ready', problems });
    return { status: 'ready' };
  }

  @Get('metrics')
  @Header('content-type', 'application/openmetrics-text; version=1.0.0; charset=utf-8')
  metrics(): Promise<string> {
    return this.meters.registry.metrics();
  }
}
