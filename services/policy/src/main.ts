import { start } from '@frontdesk/runtime';
import { config } from './config.ts';
import { manifest } from './manifest.ts';
import { PolicyModule } from './policy.module.ts';

await start(manifest, PolicyModule, { config });
