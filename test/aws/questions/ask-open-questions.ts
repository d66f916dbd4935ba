import { LocalCognito } from '../../../lib/local/local-cognito.js';
import { startLocalTarget } from '../../e2e/local/targets/local-target.js';
import { MadeResources } from '../../e2e/local/targets/made-resources.js';
import { startAwsTarget } from '../aws-target.js';
import type { RunOptions } from '../run-against-aws.js';
import { Lab, LAB_OPTIONS } from './lab.js';
import { NOT_ASKED, OPEN_QUESTIONS, type OpenQuestion } from './open-questions.js';

/**
 * Asks what the documentation leaves open, and prints the answer beside ours. No answer is a failure.
 *
 * @throws {Error} when the signal ends it
 */
export async function askOpenQuestions({ cloud, signal, print }: RunOptions): Promise<void> {
  const resources = new MadeResources();
  const ours = await startLocalTarget(LocalCognito.start, LAB_OPTIONS);
  try {
    const theirs = await startAwsTarget(cloud, LAB_OPTIONS, resources);
    const labs = { theirs: new Lab(theirs), ours: new Lab(ours) };
    for (const question of OPEN_QUESTIONS) {
      signal.throwIfAborted();
      print(`? ${question.question}`);
      print(`  AWS:  ${await answerTo(question, labs.theirs)}`);
      print(`  ours: ${await answerTo(question, labs.ours)}`);
    }
    for (const question of NOT_ASKED) print(`? not asked: ${question}`);
  } finally {
    await ours.close();
    await resources.deleteAll();
  }
}

async function answerTo({ ask }: OpenQuestion, lab: Lab): Promise<string> {
  try {
    return await ask(lab);
  } catch (error) {
    return `no answer: ${String(error)}`;
  }
}
