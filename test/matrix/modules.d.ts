/** Written by bundle.ts: imports the suites, with the case files in them. */
declare module 'matrix:suites' {}
