import { blocksOf, readReadme, ReadmeProject } from './readme-blocks.js';

/** The ids that the pages use. */
export const POOL = { userPoolId: 'eu-west-1_AbCdEf123', clientId: '55plsi2cl0o267lfusmgaf67pf' };

/**
 * The code of the pages, where the options of every module also have what a file exports, as in an application that
 * combines recipes. Options that the recipe sets itself win.
 *
 * @param options the text of that file
 * @param change what else is done to the text of each block
 */
export async function combineRecipes(
  options: string,
  change = (text: string): string => text,
): Promise<ReadmeProject> {
  const blocks = blocksOf(await readReadme()).filter(({ language }) => language === 'ts');
  const project = await ReadmeProject.create(
    blocks.map((block) => ({ ...block, text: change(withOptions(block.text)) })),
  );
  await project.write('other-options.ts', options);
  return project;
}

function withOptions(text: string): string {
  return text.includes('CognitoAuthModule.forRoot')
    ? `import * as otherOptions from './other-options.js';\n${text.replace("tokenUse: 'access',", "...otherOptions, tokenUse: 'access',")}`
    : text;
}
