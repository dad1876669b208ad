import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { passagesOf } from '../domain/document.ts';
import type { Document } from '../domain/document.ts';
import type { Candidate } from '../domain/relevance.ts';

/** Of a long question the beginning is searched for: each of its words costs a look at every document. */
const searched = 1_000;

const configurations = { en: 'english', de: 'german' } as const;

export interface Question {
  readonly question: string;
  readonly locale: 'en' | 'de';
}

interface Row {
  n: string;
  id: string;
  version: string;
  locale: 'en' | 'de';
  title: string;
  url: string;
  topic: string;
  valid_until: string;
  body: string;
  passage: string;
  ordinal: number;
  coverage: number;
  passage_coverage: number;
  rank: number;
}

function candidateOf({ n: _, passage_coverage: passageCoverage, valid_until: validUntil, ...row }: Row): Candidate {
  const { body, passage, ordinal, coverage, rank, ...document } = row;
  return { document: { ...document, validUntil }, body, passage, ordinal, coverage, passageCoverage, rank };
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
      [id, hash, version, locale, title, url, topic, validUntil, body, configurations[locale], `${title}\n${keywords}\n${body}`],
    );
    await tx.query(
      `insert into passages (document_id, ordinal, body, words)
       select $1, ordinality - 1, passage, to_tsvector($2::regconfig, passage)
         from unnest($3::text[]) with ordinality as listed (passage, ordinality)`,
      [id, configurations[locale], passagesOf(document)],
    );
  }

  /**
   * For each question the passages of the documents that share words with it, best first; how well each fits is `choose`'s to say. A number asks
   * nothing: a late rating would be answered by whatever speaks of 5 days. One statement for all, and one search for those that ask the same.
   */
  async search(tx: EntityManager, questions: readonly Question[]): Promise<Candidate[][]> {
    const asked = new Map(questions.map((question) => [keyOf(question), question]));
    if (asked.size === 0) return [];
    const found = new Map<string, Candidate[]>([...asked.keys()].map((key) => [key, []]));
    const keys = [...asked.keys()];
    const rows: Row[] = await tx.query(
      `select q.n, found.* from unnest($1::regconfig[], $2::text[], $3::text[]) with ordinality as q (configuration, question, locale, n),
       lateral (
         with asked as (select distinct lexeme from unnest(to_tsvector(q.configuration, q.question)) where lexeme !~ '^[0-9.:,]+$'),
              weighed as (
                select lexeme, ln(1 + (select count(*) from documents where locale = q.locale)::float8
                  / (1 + (select count(*) from documents where locale = q.locale and lexeme = any(tsvector_to_array(words))))) as weight from asked),
              whole as (select sum(weight) as weight, string_agg(quote_literal(lexeme), ' | ')::tsquery as query from weighed)
         select d.id, d.version, d.locale, d.title, d.url, d.topic, d.valid_until::text, d.body, p.body as passage, p.ordinal,
                (select coalesce(sum(weight), 0) from weighed where lexeme = any(tsvector_to_array(d.words))) / whole.weight as coverage,
                (select coalesce(sum(weight), 0) from weighed where lexeme = any(tsvector_to_array(p.words))) / whole.weight as passage_coverage,
                ts_rank_cd(p.words, whole.query) as rank
           from whole join documents d on d.locale = q.locale and d.words @@ whole.query join passages p on p.document_id = d.id
          order by coverage desc, passage_coverage desc, rank desc, d.id, p.ordinal limit 60
       ) as found order by q.n, coverage desc, passage_coverage desc, rank desc, id, ordinal`,
      [
        [...asked.values()].map(({ locale }) => configurations[locale]),
        [...asked.values()].map(({ question }) => wordsOf(question)),
        [...asked.values()].map(({ locale }) => locale),
      ],
    );
    for (const row of rows) found.get(keys[Number(row.n) - 1]!)!.push(candidateOf(row));
    return questions.map((question) => found.get(keyOf(question))!);
  }
}

const wordsOf = (question: string): string => question.slice(0, searched).replace(/\[[A-Z_]+_\d+\]/g, ' ');
const keyOf = ({ question, locale }: Question): string => `${locale} ${wordsOf(question)}`;
