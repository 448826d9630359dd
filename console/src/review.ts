/** What the API tells a signed-in reviewer, and the question that it answers. */

export interface Flow {
  readonly from: string;
  readonly to: string;
  readonly protocol: string;
  readonly port: number;
  readonly why: string;
}

export interface Control {
  readonly id: string;
  readonly topic: string;
  readonly control: string;
  readonly owner: string;
  readonly cadence: string;
  /** What proves it: a resource (type and name), an output or policy (name), a document (path). */
  readonly evidence: {
    readonly kind: string;
    readonly type: string | null;
    readonly name: string | null;
    readonly path: string | null;
  };
  /** Why it is still the customer's to do; `null` when nothing is open. */
  readonly open: string | null;
}

export interface Review {
  readonly trafficMatrix: readonly Flow[];
  readonly responsibilityRegister: readonly Control[];
}

/** Both parts are small and are read side by side, so one question asks for the whole review. */
export const REVIEW_QUERY = `query Review {
  trafficMatrix { from to protocol port why }
  responsibilityRegister { id topic control owner cadence evidence { kind type name path } open }
}`;

/** The answer of a GraphQL API, as far as the page relies on it. */
interface Answer {
  readonly data?: Partial<Review> | null;
  readonly errors?: readonly { readonly message?: string; readonly errorType?: string }[];
}

/**
 * The review in a GraphQL answer.
 *
 * @throws {Error} with what the API refused, or when a part of the review is missing.
 */
export function parseReview(answer: unknown): Review {
  const { data, errors } = (answer ?? {}) as Answer;
  const [first] = errors ?? [];
  if (first?.errorType === "Unauthorized") {
    throw new Error(
      "your account may not read the review, ask for membership of the operator or viewer group",
    );
  }
  if (first?.errorType === "UnauthorizedException") throw new Error("your session is over, sign in again");
  if (first) throw new Error(first.message ?? first.errorType ?? "the API refused the query");
  if (!Array.isArray(data?.trafficMatrix) || !Array.isArray(data.responsibilityRegister)) {
    throw new Error("the API's answer has no review");
  }
  return { trafficMatrix: data.trafficMatrix, responsibilityRegister: data.responsibilityRegister };
}
