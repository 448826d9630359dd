import type { Document } from "./document";

/** The same function, which keeps each answer with its document: several policies ask the same of each. */
export function perDocument<T>(judge: (document: Document) => T): (document: Document) => T {
  const answers = new WeakMap<Document, { readonly answer: T }>();
  return (document) => {
    const known = answers.get(document);
    if (known !== undefined) return known.answer;
    const answer = judge(document);
    answers.set(document, { answer });
    return answer;
  };
}
