export interface ReviewRequest {
  readonly field?: unknown;
  readonly arguments?: unknown;
  readonly identity?: unknown;
}

export function answer(
  review: { readonly [field: string]: readonly unknown[] },
  request: ReviewRequest | undefined,
): readonly unknown[];

export const handler: (request: ReviewRequest | undefined) => Promise<readonly unknown[]>;
