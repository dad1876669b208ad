import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { EntityManager } from 'typeorm';
import { keyOf } from '../domain/saved-reply.ts';
import type { SavedReply, Texts } from '../domain/saved-reply.ts';

interface Row {
  readonly id: string;
  readonly name: string;
  readonly texts: Texts;
  readonly version: number;
  readonly changed_by: string;
  readonly changed_at: Date;
}

/** The texts that leads keep for whoever answers. */
@Injectable()
export class SavedRepliesStore {
  constructor(private readonly db: DataSource) {}

  /** By name. */
  async all(tx: EntityManager = this.db.manager): Promise<SavedReply[]> {
    const rows: Row[] = await tx.query('SELECT * FROM saved_replies ORDER BY name_key');
    return rows.map(({ id, name, texts, version, changed_by: by, changed_at: at }) => ({ id, name, texts, version, by, at: at.getTime() }));
  }

  async put(tx: EntityManager, { id, name, texts, version, by, at }: SavedReply): Promise<void> {
    await tx.query(
      `INSERT INTO saved_replies (id, name, name_key, texts, version, changed_by, changed_at) VALUES ($1, $2, $3, $4::jsonb, $5, $6, $7)
       ON CONFLICT (id) DO UPDATE SET name = excluded.name, name_key = excluded.name_key, texts = excluded.texts, version = excluded.version,
       changed_by = excluded.changed_by, changed_at = excluded.changed_at`,
      [id, name, keyOf(name), JSON.stringify(texts), version, by, new Date(at)],
    );
  }

  async drop(tx: EntityManager, id: string): Promise<void> {
    await tx.query('DELETE FROM saved_replies WHERE id = $1', [id]);
  }
}
