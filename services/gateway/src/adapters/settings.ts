import { loadConfig } from '@frontdesk/runtime';
import { Injectable } from '@nestjs/common';
import { config } from '../config.ts';
import type { GatewayConfig } from '../config.ts';

const rereadMs = 5_000;

/** This service's variables. Tokens and secrets may lie in files and change while we run; a file that cannot be read keeps the old value. */
@Injectable()
export class Settings {
  #current: GatewayConfig = loadConfig(config);
  #readAt = performance.now();

  get current(): GatewayConfig {
    if (performance.now() - this.#readAt > rereadMs) {
      this.#readAt = performance.now();
      try {
        this.#current = loadConfig(config);
      } catch {
        // what was valid stays in force
      }
    }
    return this.#current;
  }
}
