import { start } from '@frontdesk/runtime';
import { config, inboxDays } from './config.ts';
import { GatewayModule } from './gateway.module.ts';
import { manifest } from './manifest.ts';

await start(manifest, GatewayModule, { config, inboxDays });
