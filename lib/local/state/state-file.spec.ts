import {
  chmodSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Keepable, StateFile } from './state-file.js';

class Pool implements Keepable<unknown> {
  users: unknown = ['alice'];

  snapshot(): unknown {
    return this.users;
  }

  restore(users: unknown): void {
    if (!Array.isArray(users)) throw new TypeError('no users');
    this.users = users;
  }
}

let folder: string;
let failures: unknown[];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'state-file-'));
  failures = [];
});
afterEach(() => rmSync(folder, { recursive: true }));

const fileOf = (pool: Pool, path = join(folder, 'sub', 'state.json'), id = 'local_1'): StateFile =>
  new StateFile(path, id, pool, (error) => failures.push(error));

describe('StateFile', () => {
  it('restores what was saved, and is for the owner alone', () => {
    const [saved, restored] = [new Pool(), new Pool()];
    saved.users = ['bob'];
    fileOf(saved).save();

    expect(fileOf(restored).load()).toBe(true);
    expect(restored.users).toEqual(['bob']);
    expect(statSync(join(folder, 'sub', 'state.json')).mode & 0o777).toBe(0o600);
    expect(readdirSync(join(folder, 'sub'))).toEqual(['state.json']);
    expect(failures).toEqual([]);
  });

  it('leaves the pool alone where there is no file', () => {
    const pool = new Pool();

    expect(fileOf(pool).load()).toBe(false);
    expect(pool.users).toEqual(['alice']);
  });

  it('saves once for many changes', async () => {
    const pool = new Pool();
    let snapshots = 0;
    pool.snapshot = () => (snapshots += 1);
    const file = fileOf(pool);
    import.meta.jest.useFakeTimers();
    for (let change = 0; change < 10; change += 1) file.schedule();
    import.meta.jest.runAllTimers();
    import.meta.jest.useRealTimers();

    expect(snapshots).toBe(1);
    expect(existsSync(join(folder, 'sub', 'state.json'))).toBe(true);
  });

  it.each([
    ['{', 'is no JSON'],
    ['null', 'has format undefined'],
    ['{"format":2,"userPoolId":"local_1","pool":[]}', 'has format 2'],
    ['{"format":1,"userPoolId":"local_2","pool":[]}', 'is of user pool local_2, not of local_1'],
    ['{"format":1,"userPoolId":"local_1","pool":{}}', 'is damaged'],
  ])('refuses %s and leaves it as it is', (text, why) => {
    const path = join(folder, 'state.json');
    writeFileSync(path, text);
    const pool = new Pool();

    expect(() => fileOf(pool, path).load()).toThrow(why);
    expect(pool.users).toEqual(['alice']);
    expect(readFileSync(path, 'utf8')).toBe(text);
  });

  it('removes what an interrupted process left, and nothing else', () => {
    for (const name of ['state.json.1.tmp', 'state.json.bak', 'other.json.1.tmp']) {
      writeFileSync(join(folder, name), '');
    }
    fileOf(new Pool(), join(folder, 'state.json')).load();

    expect(readdirSync(folder).toSorted()).toEqual(['other.json.1.tmp', 'state.json.bak']);
  });

  it('reports that it cannot write, and goes on', () => {
    writeFileSync(join(folder, 'file'), '');
    chmodSync(join(folder, 'file'), 0o400);
    fileOf(new Pool(), join(folder, 'file', 'state.json')).save();

    expect(failures).toHaveLength(1);
  });
});
