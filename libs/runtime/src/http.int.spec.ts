import type { Readable } from 'node:stream';
import { Body, Controller, Get, Header, Post } from '@nestjs/common';
import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { arriving, fileType, httpAdapter } from './http.ts';

@Controller()
class Echo {
  @Post('webhooks/any')
  bytes(@Body() body: unknown): string {
    return Buffer.isBuffer(body) ? `${body.length} bytes` : 'parsed';
  }

  @Post('api/any')
  json(@Body() body: unknown): unknown {
    return { got: body };
  }

  @Post('internal/media')
  async file(@Body() body: Readable): Promise<unknown> {
    for await (const piece of arriving(body)) return { left: piece.length };
    return undefined;
  }

  @Get('page')
  @Header('cache-control', 'no-cache')
  page(): string {
    return 'a page';
  }
}

@Module({ controllers: [Echo] })
class EchoModule {}

let app: NestFastifyApplication;
beforeAll(async () => {
  app = await NestFactory.create<NestFastifyApplication>(EchoModule, httpAdapter(), {
    bodyParser: false,
    logger: false,
    abortOnError: false,
  });
  await app.init();
  await app.getHttpAdapter().getInstance().ready();
});
afterAll(() => app.close());

const post = async (url: string, payload: string, type = 'application/json') => {
  const { statusCode, body } = await app.inject({ method: 'POST', url, payload, headers: { 'content-type': type } });
  return { statusCode, body };
};

test("a webhook's body stays bytes, whatever it holds", async () => {
  expect(await post('/webhooks/any', '{"a":1')).toEqual({ statusCode: 201, body: '6 bytes' });
});

test('elsewhere it is JSON', async () => {
  expect(await post('/api/any', '{"a":1}')).toEqual({ statusCode: 201, body: '{"got":{"a":1}}' });
});

test('and what is no JSON is a bad request', async () => {
  expect((await post('/api/any', '{"a":1')).statusCode).toBe(400);
});

test('what is answered is kept by nobody and taken for nothing else, unless it says so itself', async () => {
  const headers = async (url: string) => (await app.inject({ method: 'GET', url })).headers;
  expect(await headers('/nowhere')).toMatchObject({ 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' });
  expect(await headers('/page')).toMatchObject({ 'cache-control': 'no-cache', 'x-content-type-options': 'nosniff' });
});

test('who sends a request bit by bit is not waited for without end', () => {
  const { requestTimeout, headersTimeout } = app.getHttpServer();
  expect(requestTimeout).toBeGreaterThanOrEqual(headersTimeout);
  expect(headersTimeout).toBeGreaterThan(0);
});

test('a file is taken nowhere but where one is read as it comes', async () => {
  expect((await post('/api/any', 'bytes', fileType)).statusCode).toBe(415);
  expect((await post('/webhooks/any', 'bytes', fileType)).statusCode).toBe(415);
  expect((await post('/internal/media?contact_id=c', 'bytes', fileType)).body).toBe('{"left":5}');
  expect((await post('/internal/media/states', 'bytes', fileType)).statusCode).toBe(415);
});
