import { Module } from '@nestjs/common';
import { loadExamples } from './adapters/examples.ts';
import { CLASSIFIER, IdentityHandler } from './adapters/identity.handler.ts';
import { train } from './domain/classifier.ts';

@Module({
  controllers: [IdentityHandler],
  providers: [{ provide: CLASSIFIER, useFactory: () => train(loadExamples()) }],
})
export class NluRouterModule {}
