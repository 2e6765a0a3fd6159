import { dirname, join, resolve } from 'node:path';
import { coreSeconds } from '../../base/core-time.ts';
import { type Diagnostic, errorDiagnostic } from '../../base/diagnostic.ts';
import { digestHex, digestValue } from '../../base/digest.ts';
import { fail, ok, type Result } from '../../base/result.ts';
import { suggestion } from '../../base/suggest.ts';
import { ConfigSchema, ProfilesSchema } from '../../schemas/config.ts';
import { compileSchema } from '../../schemas/validator.ts';
import { readDocument } from '../document/read.ts';
import { type ConductWords, conductOf } from '../load/conduct.ts';
import { isMap } from '../load/params.ts';
import { createReport, inOrder, type Report } from '../load/report.ts';
import { shapeProblems, withoutMisspelt } from '../load/shape-problems.ts';
import { describe } from '../load/words.ts';
import type { ConductRule, Site, SiteProgram, Variables } from './site.ts';

/** The profile that others stand on, and that is meant where none is asked for. */
export const DEFAULT_PROFILE = 'default';

/** A config file and the profile that is wanted of it. */
export interface ConfigRequest {
  /** Absolute path. */
  readonly file: string;
  readonly bytes: Uint8Array;
  /** Where one is asked for. */
  readonly profile?: string;
  /** Who asks, for messages: `--profile` or `MLIP_PROFILE`. */
  readonly asker: string;
  /** The words of all stages. */
  readonly stages: readonly string[];
}

/** Reads a profile out of a config file; `undefined` where none is asked for and there is no `default`. */
export function readConfig(
  request: ConfigRequest,
): Result<Site | undefined, readonly Diagnostic[]> {
  const read = readDocument(request.file, request.bytes);
  if (!read.ok) return read;
  const report = createReport(read.value.document, read.value.diagnostics);
  const profiles = checkedProfiles(report, read.value.document.value, request.stages);
  if (report.diagnostics.length > 0) return fail(inOrder(report.diagnostics, request.file));
  const { profile } = request;
  if (profile !== undefined && !Object.hasOwn(profiles, profile)) {
    return fail([unknownProfile(request, Object.keys(profiles))]);
  }
  const name = profile ?? DEFAULT_PROFILE;
  if (!Object.hasOwn(profiles, name)) return ok(undefined);
  const base = name === DEFAULT_PROFILE ? {} : profiles[DEFAULT_PROFILE];
  return ok(siteOf(request.file, name, [base ?? {}, profiles[name] as Profile]));
}

/** A profile as it is written, its shape checked. */
interface Profile {
  readonly jobs?: number;
  readonly scratch?: string;
  readonly ask_above?: string;
  readonly env?: WrittenVariables;
  readonly pass_env?: readonly string[];
  readonly stages?: { readonly [uses: string]: ConductWords };
  readonly nodes?: { readonly [name: string]: ConductWords };
  readonly programs?: { readonly [name: string]: WrittenProgram };
}

type WrittenVariables = { readonly [name: string]: string | number | boolean };
type WrittenProgram = Omit<SiteProgram, 'env'> & { readonly env?: WrittenVariables };

function checkedProfiles(
  report: Report,
  written: unknown,
  stages: readonly string[],
): { readonly [name: string]: Profile } {
  const value = withoutEmpty(written);
  if (value === undefined) return {};
  if (!isMap(value)) {
    const message = `a config is a map with \`profiles\`; this file is ${describe(value)}`;
    report.add({ code: 'E0201', path: [], at: 'value', message });
    return {};
  }
  for (const key of Object.keys(value).filter((one) => !(one in ConfigSchema.properties))) {
    const hint = suggestion(key, Object.keys(ConfigSchema.properties));
    const message = `unknown key \`${key}\` in mlip.config.yaml`;
    report.add({ code: 'E0203', path: [key], at: 'key', message, hint });
  }
  const profiles = value['profiles'] ?? {};
  const compiled = compileSchema(ProfilesSchema);
  if (!compiled.ok) throw new Error(`internal error: the config schema: ${compiled.error}`);
  const problems = withoutMisspelt(shapeProblems(compiled.value(profiles), ['profiles']));
  for (const problem of problems) report.add(problem);
  if (problems.length > 0) return {};
  const checked = profiles as { readonly [name: string]: Profile };
  for (const [name, profile] of Object.entries(checked))
    checkProfile(report, name, profile, stages);
  return checked;
}

/** What the schema cannot say. */
function checkProfile(
  report: Report,
  name: string,
  { stages = {}, programs = {}, env = {} }: Profile,
  known: readonly string[],
): void {
  const at = ['profiles', name];
  for (const uses of Object.keys(stages)) {
    // A stage of the user's own is a path or a package.
    if (known.includes(uses) || /[./@]/.test(uses)) continue;
    const message = `there is no stage \`${uses}\``;
    const hint = suggestion(uses, known);
    report.add({ code: 'E0802', path: [...at, 'stages', uses], at: 'key', message, hint });
  }
  checkTexts(report, [...at, 'env'], env);
  for (const [program, said] of Object.entries(programs)) {
    const path = [...at, 'programs', program];
    checkTexts(report, [...path, 'env'], said.env ?? {});
    checkTexts(report, [...path, 'command'], said.command ?? []);
  }
}

const EXPRESSION = /\$\{\{\s*(.*?)\s*\}\}/g;

function checkTexts(
  report: Report,
  path: readonly (string | number)[],
  texts: WrittenVariables | readonly string[],
): void {
  for (const [key, text] of Object.entries(texts)) {
    for (const [all, inside = ''] of String(text).matchAll(EXPRESSION)) {
      if (inside === 'resources.cores') continue;
      const step = Array.isArray(texts) ? Number(key) : key;
      const hint = suggestion(inside, ['resources.cores']);
      const message = `\`${all}\` is nothing that a profile can refer to`;
      report.add({ code: 'E0803', path: [...path, step], at: 'value', message, hint });
    }
  }
}

function unknownProfile(
  { file, profile, asker }: ConfigRequest,
  names: readonly string[],
): Diagnostic {
  const hint = suggestion(profile as string, names) ?? 'it has no profiles: add `profiles:`';
  return errorDiagnostic('E0801', `${asker} ${profile}: ${file} has no such profile`, { hint });
}

/** The later profile wins, word by word, and name by name. */
function siteOf(file: string, profile: string, said: readonly Profile[]): Site {
  const { jobs, scratch, ask_above: above } = Object.assign({}, ...said) as Profile;
  const all = <T>(
    pick: (one: Profile) => { readonly [name: string]: T } | undefined,
  ): [string, T][] => said.flatMap((one) => Object.entries(pick(one) ?? {}));
  const rules = (words: 'stages' | 'nodes'): ConductRule[] =>
    all((one) => one[words]).map(([name, conduct]) => [name, conductOf(conduct)]);
  const asked = above === undefined ? undefined : coreSeconds(above);
  return {
    profile,
    file,
    ...(jobs !== undefined && { jobs }),
    ...(scratch !== undefined && { scratch: scratchOf(file, scratch) }),
    ...(asked !== undefined && { askAbove: asked }),
    env: texts(Object.fromEntries(all((one) => one.env))),
    passEnv: [...new Set(said.flatMap((one) => one.pass_env ?? []))],
    stages: rules('stages'),
    nodes: rules('nodes'),
    programs: mergedPrograms(all((one) => one.programs)),
  };
}

/** What `default` says of a program stays where the profile says nothing else of it. */
function mergedPrograms(said: readonly [string, WrittenProgram][]): Site['programs'] {
  const programs = new Map<string, SiteProgram>();
  for (const [name, program] of said) {
    programs.set(name, { ...programs.get(name), ...programOf(program) });
  }
  return Object.fromEntries(programs);
}

/** Workspaces share a scratch disk: each has a folder of its own there. */
function scratchOf(file: string, scratch: string): string {
  const own = digestHex(digestValue('workspace', 1, dirname(file))).slice(0, 12);
  return join(resolve(dirname(file), scratch), `mlip-${own}`);
}

const programOf = ({ command, version, env }: WrittenProgram): SiteProgram => ({
  ...(command && { command }),
  ...(version !== undefined && { version }),
  ...(env && { env: texts(env) }),
});

const texts = (values: WrittenVariables): Variables =>
  Object.fromEntries(Object.entries(values).map(([name, value]) => [name, String(value)]));

/** Empty values count as absent, as in a pipeline. */
function withoutEmpty(value: unknown): unknown {
  if (value === null) return undefined;
  if (Array.isArray(value)) return value.map(withoutEmpty);
  if (!isMap(value)) return value;
  const entries = Object.entries(value).map(([key, one]) => [key, withoutEmpty(one)] as const);
  return Object.fromEntries(entries.filter(([, one]) => one !== undefined));
}
