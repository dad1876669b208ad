import { readFile } from 'node:fs/promises';
import type { FastifyInstance } from 'fastify';

// One level above `src` and `dist` alike.
const folder = new URL('../../public/', import.meta.url);

const FILES: Readonly<Record<string, string>> = {
  'phone.html': 'text/html; charset=utf-8',
  'phone.css': 'text/css; charset=utf-8',
  'phone.js': 'text/javascript; charset=utf-8',
  'device.js': 'text/javascript; charset=utf-8',
  'menu.js': 'text/javascript; charset=utf-8',
  'bubble.js': 'text/javascript; charset=utf-8',
  'cards.js': 'text/javascript; charset=utf-8',
  'sheet.js': 'text/javascript; charset=utf-8',
  'panel.js': 'text/javascript; charset=utf-8',
  'dom.js': 'text/javascript; charset=utf-8',
};

export function phonePage(app: FastifyInstance): void {
  app.get('/', async (_request, reply) => reply.type(FILES['phone.html']!).send(await readFile(new URL('phone.html', folder))));
  app.get<{ Params: { file: string } }>('/:file', async (request, reply) => {
    const type = FILES[request.params.file];
    if (!type) return reply.status(404).send({ error: 'not_found' });
    return reply
      .type(type)
      .header('cache-control', 'no-cache')
      .send(await readFile(new URL(request.params.file, folder)));
  });
}
