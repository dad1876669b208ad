// Loaded into a process before anything else (NODE_OPTIONS): what it tries to reach beyond this machine is refused, and its name written down.
import { appendFileSync } from 'node:fs';
import { Socket } from 'node:net';

const { connect } = Socket.prototype;
const isHere = (host) => /^(localhost|127(\.\d+){3}|::1|::ffff:127(\.\d+){3})$/.test(host);

/** @this {Socket} */
Socket.prototype.connect = function (...given) {
  const [first, second] = Array.isArray(given[0]) ? given[0] : given;
  const { path, host = 'localhost' } = typeof first === 'object' ? first : { host: typeof second === 'string' ? second : undefined };
  if (path || isHere(host)) return connect.apply(this, given);
  appendFileSync(process.env.REACHED_FOR, `${host}\n`);
  throw new Error(`${host} is not this machine`);
};
