import { writeFileSync } from 'node:fs';
import { relative } from 'node:path';
import type { Reporter, SerializedError, TestModule, TestSuite } from 'vitest/node';
import { type ComponentName, components, findComponent, wants } from './component.ts';

/** One thing that did not run: a test, or a group of them under their common title. */
interface LeftOut {
  readonly name: string;
  readonly tests: number;
}

/**
 * Says at the end of a test run what was left out, and what this machine lacks for it. Where
 * `MLIP_REQUIRE_ALL=1` (continuous integration), anything left out fails the run, and
 * `MLIP_TEST_COUNTS` names a file for `PASSED FAILED SKIPPED`.
 */
export default class LeftOutReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], errors: readonly SerializedError[]): void {
    const file = process.env.MLIP_TEST_COUNTS;
    if (file) writeFileSync(file, `${countWords(modules, errors.length)}\n`);
    const left = modules.flatMap((module) =>
      leftOutIn(module, relative(process.cwd(), module.moduleId)),
    );
    if (left.length === 0) return;
    console.log(leftOutWords(left));
    if (process.env.MLIP_REQUIRE_ALL === '1') {
      console.log('MLIP_REQUIRE_ALL=1: nothing may be left out');
      process.exitCode = 1;
    }
  }
}

/** Counts of tests; a file that could not be read and an error outside any test are failures too. */
function countWords(modules: readonly TestModule[], errors: number): string {
  const states = modules.flatMap((module) =>
    [...module.children.allTests()].map((test) => test.result().state),
  );
  const count = (state: string): number => states.filter((one) => one === state).length;
  const broken = modules.filter((module) => module.errors().length > 0).length;
  return `${count('passed')} ${count('failed') + broken + errors} ${count('skipped')}`;
}

/** Skipped tests below a module or group; a group skipped as a whole is one. */
function leftOutIn(parent: TestModule | TestSuite, name: string): LeftOut[] {
  return [...parent.children].flatMap((child) => {
    const title = `${name} > ${child.name}`;
    if (child.type === 'test') {
      return child.result().state === 'skipped' ? [{ name: title, tests: 1 }] : [];
    }
    const tests = [...child.children.allTests()];
    const whole = tests.length > 0 && tests.every((test) => test.result().state === 'skipped');
    return whole ? [{ name: title, tests: tests.length }] : leftOutIn(child, title);
  });
}

function leftOutWords(left: readonly LeftOut[]): string {
  const count = left.reduce((sum, { tests }) => sum + tests, 0);
  const names = left.map(({ name, tests }) => `  ${name}${tests > 1 ? ` (${tests} tests)` : ''}`);
  const lacking = (Object.keys(components) as ComponentName[])
    .filter((component) => findComponent(component) === undefined)
    .map((component) => `  ${wants(component)}`);
  const why = lacking.length > 0 ? ['This machine lacks:', ...lacking] : [];
  return [`\nLeft out here: ${count} ${count === 1 ? 'test' : 'tests'}`, ...names, ...why].join(
    '\n',
  );
}
