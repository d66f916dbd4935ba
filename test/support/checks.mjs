// Runs named checks one after the other and counts them.

let passed = 0;
let failed = 0;

/** Runs a check; one that throws has failed, and its reason is printed. Tells whether it passed. */
export async function check(name, run) {
  try {
    await run();
    passed += 1;
    console.log(`✓ ${name}`);
    return true;
  } catch (error) {
    failed += 1;
    process.exitCode = 1;
    console.log(`✗ ${name}\n${indent(error instanceof Error ? error.message : String(error))}`);
    return false;
  }
}

/** Prints the figures. No check at all is a failure too: nothing was shown then. */
export function reportChecks() {
  if (passed + failed === 0) process.exitCode = 1;
  console.log(`${passed} passed, ${failed} failed`);
}

function indent(text) {
  return text.replaceAll(/^/gm, '    ');
}
