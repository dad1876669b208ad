import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { passagesOf } from '../domain/document.ts';
import type { Document } from '../domain/document.ts';
import type { Candidate } from '../domain/relevance.ts';

/** Of a long question the beginning is searched for: each of its words costs a look at every document. */
const searched = 1_000;

const configurations = { en: 'english', de: 'german' } as const;

interface Row {
  id: string; version: string; locale: 'en' | 'de'; title: string; url: string; topic: string; valid_until: string;
  body: string; passage: string; ordinal: number; coverage: number; passage_coverage: number; rank: number;
}

/** Documents and their passages, searched by PostgreSQL's full-text search in the question's language. */
@Injectable()
export class KnowledgeStore {
  /** Makes the tables hold exactly these documents; unchanged ones (by hash) are left alone, so that every replica may do it at start. */
  async replace(tx: EntityManager, documents: readonly Document[]): Promise<void> {
    await tx.query(`select pg_advisory_xact_lock(hashtext('rag_tools.documents'))`);
    const stored: { id: string; hash: string }[] = await tx.query('select id, hash from documents');
    const hashes = new Map(stored.map((row) => [row.id, row.hash]));
    await tx.query('delete from documents where not (id = any($1))', [documents.map((document) => document.id)]);
    for (const document of documents) {
      const hash = createHash('sha256').update(JSON.stringify(document)).digest('hex');
      if (hashes.get(document.id) !== hash) await this.#write(tx, document, hash);
    }
  }

  async #write(tx: EntityManager, document: Document, hash: string): Promise<void> {
    const { id, version, locale, title, url, topic, validUntil, body, keywords } = document;
    await tx.query('delete from documents where id = $1', [id]);
    await tx.query(
      `insert into documents (id, hash, version, locale, title, url, topic, valid_until, body, words)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9, to_tsvector($10::regconfig, $11))`,
      [id, hash, version, locale, title, url, topic, validUntil, body, configurations[locale], `${title}\n${keywords}\n${body}`]);
    await tx.query(
      `insert into passages (document_id, ordinal, body, words)
       select $1, ordinality - 1, passage, to_tsvector($2::regconfig, passage)
         from unnest($3::text[]) with ordinality as listed (passage, ordinality)`,
      [id, configurations[locale], passagesOf(document)]);
  }

  /** Passages of the documents that share words with the question, best first; how well each fits is `choose`'s to say. */
  async search(tx: EntityManager, question: string, locale: 'en' | 'de'): Promise<Candidate[]> {
    const rows: Row[] = await tx.query(
      `with asked as (select distinct lexeme from unnest(to_tsvector($1::regconfig, $2))),
            weighed as (
              select lexeme, ln(1 + (select count(*) from documents where locale = $3)::float8
                / (1 + (select count(*) from documents where locale = $3 and lexeme = any(tsvector_to_array(words))))) as weight from asked),
            whole as (select sum(weight) as weight, string_agg(quote_literal(lexeme), ' | ')::tsquery as query from weighed)
       select d.id, d.version, d.locale, d.title, d.url, d.topic, d.valid_until::text, d.body, p.body as passage, p.ordinal,
              (select coalesce(sum(weight), 0) from weighed where lexeme = any(tsvector_to_array(d.words))) / whole.weight as coverage,
              (select coalesce(sum(weight), 0) from weighed where lexeme = any(tsvector_to_array(p.words))) / whole.weight as passage_coverage,
              ts_rank_cd(p.words, whole.query) as rank
         from whole join documents d on d.locale = $3 and d.words @@ whole.query join passages p on p.document_id = d.id
        order by coverage desc, passage_coverage desc, rank desc, d.id, p.ordinal limit 60`,
      [configurations[locale], question.slice(0, searched).replace(/\[[A-Z_]+_\d+\]/g, ' '), locale]);
    return rows.map(({ body, passage, ordinal, coverage, passage_coverage: passageCoverage, rank, valid_until: validUntil, ...document }) =>
      ({ document: { ...document, validUntil }, body, passage, ordinal, coverage, passageCoverage, rank }));
  }
}
