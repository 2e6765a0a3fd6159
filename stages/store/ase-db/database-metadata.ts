/** What a database says about itself: any JSON object; ASE's web pages know `title` and `key_descriptions`. */
export type DatabaseMetadata = { readonly [key: string]: unknown };
