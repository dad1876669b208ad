import { expect, test } from '@jest/globals';
import { Client } from '../api/client.ts';
import { Search } from './search.ts';

test('a search looks further back when somebody asks for it, and says how far it looked', async () => {
  const asked: object[] = [];
  const line = (id: string) => ({ id });
  class Server extends Client {
    override post<T>(_path: string, body: object = {}): Promise<T> {
      asked.push(body);
      const isFirst = asked.length === 1;
      return Promise.resolve(
        (isFirst ? { found: [line('b')], next: 'then~7', until: 5 } : { found: [line('a')], next: null, until: null }) as T,
      );
    }
  }
  const search = new Search(new Server(), 'lamp');
  await search.found.part.load();
  expect([search.found.part.state().value?.items, search.until]).toEqual([[{ id: 'b' }], 5]);
  await search.found.more();
  expect(asked).toEqual([{ query: 'lamp' }, { query: 'lamp', before: 'then~7' }]);
  expect([search.found.part.state().value, search.until]).toEqual([{ items: [{ id: 'b' }, { id: 'a' }], next: null }, null]);
});
