import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { Document } from '../domain/document.ts';
import type { Candidate } from '../domain/relevance.ts';
import { searchedIn, menderFor } from '../domain/searched.ts';

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
  asides: number;
  foreign_words: number;
  named: boolean;
  rank: number;
}

function candidateOf({ n: _, passage_coverage: passageCoverage, foreign_words: foreign, valid_until: validUntil, ...row }: Row): Candidate {
  const { body, passage, ordinal, coverage, asides, named, rank, ...document } = row;
  return { document: { ...document, validUntil }, body, passage, ordinal, coverage, passageCoverage, asides, foreign, named, rank };
}

/** Documents and their passages, searched by PostgreSQL's full-text search in the question's language. */
@Injectable()
export class KnowledgeStore {
  #mend = { en: menderFor([], 'en'), de: menderFor([], 'de') };

  /** Makes the tables hold exactly these documents; unchanged ones (by hash) are left alone, so that every replica may do it at start. */
  async replace(tx: EntityManager, documents: readonly Document[]): Promise<void> {
    await tx.query(`select pg_advisory_xact_lock(hashtext('rag_tools.documents'))`);
    const stored: { id: string; hash: string }[] = await tx.query('select id, hash from documents');
    const hashes = new Map(stored.map((row) => [row.id, row.hash]));
    await tx.query('delete from documents where not (id = any($1))', [documents.map((document) => document.id)]);
    this.#mend = { en: menderFor(documents, 'en'), de: menderFor(documents, 'de') };
    for (const document of documents) {
      const hash = createHash('sha256').update(JSON.stringify(document)).digest('hex');
      if (hashes.get(document.id) !== hash) await this.#write(tx, document, hash);
    }
  }

  async #write(tx: EntityManager, document: Document, hash: string): Promise<void> {
    const { id, version, locale, title, url, topic, validUntil, body, keywords, subject, passages } = document;
    await tx.query('delete from documents where id = $1', [id]);
    await tx.query(
      `insert into documents (id, hash, version, locale, title, url, topic, valid_until, body, words)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9, setweight(to_tsvector($10::regconfig, $11), 'A') || to_tsvector($10::regconfig, $12))`,
      [id, hash, version, locale, title, url, topic, validUntil, body, configurations[locale], subject, `${title}\n${keywords}\n${body}`],
    );
    await tx.query(
      `insert into passages (document_id, ordinal, body, words)
       select $1, ordinality - 1, passage, to_tsvector($2::regconfig, passage || ' ' || keywords)
         from unnest($3::text[], $4::text[]) with ordinality as listed (passage, keywords, ordinality)`,
      [id, configurations[locale], passages.map(({ text }) => text), passages.map((passage) => passage.keywords)],
    );
  }

  /**
   * For each question the passages of the documents that share words with it, best first; how well each fits is `choose`'s to say. A number asks
   * nothing: a late rating would be answered by whatever speaks of 5 days. One statement for all, and one search for those that ask the same.
   */
  async search(tx: EntityManager, questions: readonly Question[]): Promise<Candidate[][]> {
    if (questions.length === 0) return [];
    const words = questions.map(({ question, locale }) => ({ locale, ...searchedIn(question, locale, this.#mend[locale]) }));
    const asked = [...new Map(words.map((one) => [keyOf(one), one])).values()];
    const found = new Map<string, Candidate[]>(asked.map((one) => [keyOf(one), []]));
    const rows: Row[] = await tx.query(
      `select q.n, found.* from unnest($1::regconfig[], $2::text[], $3::text[], $4::text[]) with ordinality as q (configuration, words, asides, locale, n),
       lateral (
         with asked as (select distinct lexeme from unnest(to_tsvector(q.configuration, q.words)) where lexeme !~ '^[0-9.:,]+$'),
              counted as materialized (
                select lexeme, (select count(*) from documents where locale = q.locale and lexeme = any(tsvector_to_array(words))) as times,
                       lexeme in (select lexeme from unnest(to_tsvector(q.configuration, q.asides))) as asks_nothing from asked),
              weighed as (
                select *, ln(1 + (select count(*) from documents where locale = q.locale)::float8 / (1 + times)) as weight from counted),
              whole as (
                select sum(weight) as weight, string_agg(quote_literal(lexeme), ' | ')::tsquery as query,
                       coalesce(sum(weight) filter (where times = 0 and asks_nothing), 0) as asides,
                       coalesce(sum(weight) filter (where times = 0 and not asks_nothing), 0) as foreign_words from weighed)
         select d.id, d.version, d.locale, d.title, d.url, d.topic, d.valid_until::text, d.body, p.body as passage, p.ordinal, d.coverage, d.named,
                (select coalesce(sum(weight), 0) from weighed where lexeme = any(tsvector_to_array(p.words))) / whole.weight as passage_coverage,
                whole.asides / whole.weight as asides, whole.foreign_words / whole.weight as foreign_words, ts_rank_cd(p.words, whole.query) as rank
           from whole, lateral (
             select *, ts_filter(words, '{a}') @@ whole.query as named,
                    (select coalesce(sum(weight), 0) from weighed where lexeme = any(tsvector_to_array(words))) / whole.weight as coverage
               from documents where locale = q.locale and words @@ whole.query offset 0
           ) as d join passages p on p.document_id = d.id
          order by coverage desc, passage_coverage desc, rank desc, d.id, p.ordinal limit 60
       ) as found order by q.n, coverage desc, passage_coverage desc, rank desc, id, ordinal`,
      [
        asked.map(({ locale }) => configurations[locale]),
        asked.map((one) => one.words),
        asked.map((one) => one.asides),
        asked.map(({ locale }) => locale),
      ],
    );
    for (const row of rows) found.get(keyOf(asked[Number(row.n) - 1]!))!.push(candidateOf(row));
    return words.map((one) => found.get(keyOf(one))!);
  }
}

const keyOf = ({ words, locale }: { readonly words: string; readonly locale: string }): string => `${locale} ${words}`;
