import { readdirSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** A fenced block of the README. */
export interface ReadmeBlock {
  readonly language: string;
  readonly text: string;
  /** Named by a comment on the first line: in `test`, or else in `src`, which is then left out. */
  readonly file: string | undefined;
}

const REPOSITORY = fileURLToPath(new URL('../../..', import.meta.url));
const FENCED_BLOCK = /^```(\w+)\n(.*?)^```$/gms;
const FILE_NAME = /^\/\/ (?:src\/)?((?:test\/)?[\w.-]+\.ts)$/;

/** What users read, by the path of the page: the README, its reference, and a page for each entry point. */
export const PAGES: readonly string[] = [
  'README.md',
  'REFERENCE.md',
  'MIGRATING.md',
  ...readdirSync(join(REPOSITORY, 'lib')).map((entry) => `lib/${entry}/README.md`),
];

export const readPage = (page: string): Promise<string> => readFile(join(REPOSITORY, page), 'utf8');

/** All pages, one after the other. */
export const readReadme = async (): Promise<string> =>
  (await Promise.all(PAGES.map((page) => readPage(page)))).join('\n');

export function blocksOf(markdown: string): readonly ReadmeBlock[] {
  return [...markdown.matchAll(FENCED_BLOCK)].map(([, language = '', text = '']) => ({
    language,
    text,
    file: FILE_NAME.exec(text.split('\n', 1)[0] ?? '')?.[1],
  }));
}

/** The named blocks of the README as files of a project that lies outside of the repository. */
export class ReadmeProject {
  readonly folder: string;

  private constructor(folder: string) {
    this.folder = folder;
  }

  static async create(blocks: readonly ReadmeBlock[]): Promise<ReadmeProject> {
    const project = new ReadmeProject(await mkdtemp(join(tmpdir(), 'readme-')));
    await symlink(join(REPOSITORY, 'node_modules'), join(project.folder, 'node_modules'), 'dir');
    await mkdir(join(project.folder, 'src'));
    await mkdir(join(project.folder, 'test'));
    await writeFile(join(project.folder, 'package.json'), '{ "type": "module" }');
    for (const { file, text } of blocks) if (file !== undefined) await project.write(file, text);
    return project;
  }

  path(file: string): string {
    return join(this.folder, file.startsWith('test/') ? '' : 'src', file);
  }

  write(file: string, text: string): Promise<void> {
    return writeFile(this.path(file), text);
  }

  /** Runs a block and gives what it exports. */
  load<Exports>(file: string): Promise<Exports> {
    return import(this.path(file)) as Promise<Exports>;
  }

  remove(): Promise<void> {
    return rm(this.folder, { recursive: true, force: true });
  }
}
