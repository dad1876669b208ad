import { createHmac } from 'node:crypto';
import { Agent, request } from 'node:http';
import { twinDefaults } from '@frontdesk/twin';

/** Posts signed webhooks over kept connections. */
export class WebhookClient {
  private readonly agent = new Agent({ keepAlive: true, maxSockets: 64 });
  private target: URL;

  constructor(url: string) {
    this.target = new URL(url);
  }

  to(url: string): void {
    this.target = new URL(url);
  }

  close(): void {
    this.agent.destroy();
  }

  /** @returns the HTTP status; 0: no answer */
  post(value: object): Promise<number> {
    const body = JSON.stringify(value);
    const signature = createHmac('sha256', twinDefaults.appSecret).update(body).digest('hex');
    return new Promise((resolve) => {
      const { hostname, port, pathname } = this.target;
      const call = request(
        {
          agent: this.agent,
          hostname,
          port,
          path: pathname,
          method: 'POST',
          headers: {
            'content-type': 'application/json',
            'content-length': Buffer.byteLength(body),
            'x-hub-signature-256': `sha256=${signature}`,
          },
        },
        (response) => {
          response.resume();
          response.on('end', () => resolve(response.statusCode ?? 0));
        },
      );
      call.setTimeout(30_000, () => call.destroy());
      call.on('error', () => resolve(0));
      call.end(body);
    });
  }
}
