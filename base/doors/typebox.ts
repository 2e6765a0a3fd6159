/** The one door of typebox: a schema written once is the JSON Schema that ajv checks and the type that code uses. */
export { type Static, type TSchema, Type } from 'typebox';
