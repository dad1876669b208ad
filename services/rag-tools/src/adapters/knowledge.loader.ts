import { readdirSync, readFileSync } from 'node:fs';
import { Injectable } from '@nestjs/common';
import type { OnModuleInit } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { parseDocument } from '../domain/document.ts';
import type { Document } from '../domain/document.ts';
import { KnowledgeStore } from './knowledge.store.ts';

const folder = new URL('../../knowledge/', import.meta.url);

/** @throws naming the document that is malformed */
export const readKnowledge = (): Document[] =>
  readdirSync(folder)
    .filter((name) => name.endsWith('.md'))
    .sort()
    .map((name) => parseDocument(readFileSync(new URL(name, folder), 'utf8'), name));

/** The knowledge of this release, in the tables before the first message is taken. */
@Injectable()
export class KnowledgeLoader implements OnModuleInit {
  constructor(
    private readonly dataSource: DataSource,
    private readonly store: KnowledgeStore,
  ) {}

  async onModuleInit(): Promise<void> {
    const documents = readKnowledge();
    await this.dataSource.transaction((tx) => this.store.replace(tx, documents));
  }
}
