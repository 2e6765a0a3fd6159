// Opens the workspace argv[2] both ways and prints the record of argv[3] and what writing says.
import { attempt } from '../../../dist/cache/failure.js';
import { openState } from '../../../dist/cache/open.js';

const [workspace, key] = process.argv.slice(2);
const reader = openState(workspace, 'read');
const found = reader.ok ? reader.value.actions.find(key) : reader.error;
const writer = openState(workspace, 'write');
const put = writer.ok ? attempt(() => writer.value.objects.put('x')) : writer;
process.stdout.write(JSON.stringify({ found, writing: put.ok ? 'done' : put.error }));
