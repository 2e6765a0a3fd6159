import type { DiagnosticCode } from './diagnostic.ts';

/**
 * Every diagnostic code and its title: the one table. Each has a page `docs/errors/CODE.md`, and a
 * code that is used in the sources and missing here (or the other way round) fails a test.
 *
 * E01 file and YAML syntax · E02 shape and settings · E03 params and expressions · E04 stages ·
 * E05 edges and graph · E06 publish and paths · E07 run time · E09 command line.
 */
export const codes = {
  E0101: 'the pipeline file is not there',
  E0102: 'a folder where a pipeline file is expected',
  E0103: 'the file cannot be read',
  E0104: 'the file is not text',
  E0105: 'the file is empty',
  E0106: 'a tab in the indentation',
  E0107: 'indentation that does not line up',
  E0108: 'a quote that is not closed',
  E0109: 'brackets or commas that do not match',
  E0110: 'a colon or the space after it is missing',
  E0111: 'a key that is there twice',
  E0112: 'anchors, aliases and tags',
  E0113: 'a key that is not a word',
  E0114: 'a number that cannot be kept exactly',
  E0115: 'nested too deeply',
  E0116: 'more than one document in the file',
  E0117: 'text that YAML cannot read',
  E0118: 'an expression without quotes',

  E0201: 'not a pipeline',
  E0202: 'the version of the format',
  E0203: 'an unknown key',
  E0204: 'something required is missing',
  E0205: 'a value of the wrong kind',
  E0206: 'not one of the allowed words',
  E0207: 'a value outside its limits',
  E0208: 'a value that fits no allowed form',
  E0209: 'settings that the stage refuses',
  E0210: 'a name that cannot be used',
  E0211: 'an allowance where there are no items',

  E0301: 'a param that is not set',
  E0302: 'an unknown param on the command line',
  E0303: 'an expression that cannot be read',
  E0304: 'an unknown param in an expression',
  E0305: 'an expression where none may stand',
  E0306: 'a list or a map inside text',
  E0307: 'a matrix that cannot be expanded',
  E0308: 'an unknown name of a matrix',

  E0401: 'an unknown stage',
  E0402: 'the file of a stage is not there',
  E0403: 'a stage that cannot be loaded',
  E0404: 'a module that is not a stage',
  E0405: 'an import that cannot be followed',
  E0406: 'a stage that failed on its settings',

  E0501: 'an unknown node',
  E0502: 'an unknown output',
  E0503: 'an unknown input',
  E0504: 'an edge between different types',
  E0505: 'an input without a source',
  E0506: 'several sources where one is allowed',
  E0507: 'a cycle',
  E0508: 'a source that cannot be read',
  E0509: 'a source that is skipped',

  E0601: 'publishing an unknown output',
  E0602: 'a path that leaves the workspace',
  E0603: 'one path published twice',
  E0604: 'a file in the settings that is not there',
  E0605: 'a file in the settings that cannot be used',

  E0701: 'a workspace of a newer program',
  E0702: 'a workspace that someone else holds',
  E0703: 'a disk that refuses',
  E0704: 'a damaged index, or a result that is lost',
  E0705: 'a path that cannot be published to',
  E0706: 'a workspace on a network disk',

  E0901: 'an option that is not name=value',
  E0902: 'a number of jobs that is none',
  E0903: 'a cycle without one of its four steps',
  E0904: 'a database to import that is not there',
  E0905: 'a database that cannot be read',
  E0906: 'a node named on the command line that is not there',
  E0907: 'a waiver that cannot be given',
  E0908: 'a budget that cannot be read',
  E0921: 'a number of runs that is none',
  E0922: 'a run that is not there',
  E0923: 'an item that is not one',
  E0924: 'an age that is none',
  E0925: 'a size that is none',
} as const satisfies { readonly [code: DiagnosticCode]: string };
