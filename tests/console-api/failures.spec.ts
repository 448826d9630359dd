import { expect } from "chai";
import type { ProblemReason } from "../../console-api/contract";
import { Problems, problemOf, Refusal, reasonOf } from "../../console-api/failures";
import { refusalOf } from "./refused";
import { silenced } from "./silenced";

const INTERNAL = "arn:aws:sts::111122223333:assumed-role/api/fn is not authorized at /var/task/index.cjs";

describe("reasonOf", () => {
  const reasons: readonly (readonly [error: unknown, reason: ProblemReason])[] = [
    [{ name: "UnauthorizedOperation" }, "NO_PERMISSION"],
    [{ name: "AccessDenied" }, "NO_PERMISSION"],
    [{ name: "AccessDeniedException" }, "NO_PERMISSION"],
    [{ name: "Forbidden", $metadata: { httpStatusCode: 403 } }, "NO_PERMISSION"],
    [{ name: "Odd", $metadata: { httpStatusCode: 403 } }, "NO_PERMISSION"],
    [{ name: "RequestLimitExceeded" }, "THROTTLED"],
    [{ name: "ThrottlingException" }, "THROTTLED"],
    [{ name: "TooManyRequestsException" }, "THROTTLED"],
    [{ name: "SlowDown" }, "THROTTLED"],
    [{ name: "Odd", $retryable: { throttling: true } }, "THROTTLED"],
    [{ name: "Odd", $metadata: { httpStatusCode: 429 } }, "THROTTLED"],
    [{ name: "TimeoutError" }, "TIMED_OUT"],
    [{ name: "AbortError" }, "TIMED_OUT"],
    [{ name: "Error", code: "ETIMEDOUT" }, "TIMED_OUT"],
    [{ name: "NoSuchKey" }, "NOT_FOUND"],
    [{ name: "NoSuchEntityException" }, "NOT_FOUND"],
    [{ name: "InvalidGroup.NotFound" }, "NOT_FOUND"],
    [{ name: "AutomationExecutionNotFoundException" }, "NOT_FOUND"],
    [{ name: "DoesNotExistException" }, "NOT_FOUND"],
    [{ name: "Odd", $metadata: { httpStatusCode: 404 } }, "NOT_FOUND"],
    [{ name: "InternalFailure", $metadata: { httpStatusCode: 500 } }, "UNAVAILABLE"],
    [{ name: "ValidationError" }, "UNAVAILABLE"],
    [new Error(INTERNAL), "UNAVAILABLE"],
    ["a text", "UNAVAILABLE"],
    [undefined, "UNAVAILABLE"],
    [null, "UNAVAILABLE"],
  ];
  for (const [error, reason] of reasons) {
    it(`takes ${JSON.stringify(error) ?? String(error)} for ${reason}`, () => {
      expect(reasonOf(error)).to.equal(reason);
    });
  }

  it("leads to words without internals", () => {
    for (const [error] of reasons) {
      const { message } = problemOf("rules", Object.assign(new Error(INTERNAL), Object(error)));
      expect(message).to.match(/^rules: [a-zA-Z', ]+$/);
    }
  });
});

describe("Problems", () => {
  it("has the rest of an answer stand, and the log what AWS said", async () => {
    const problems = new Problems();
    const { said, logged } = await silenced("warn", async () => [
      await problems.part("a", 0, async () => 1),
      await problems.part("b", 0, async () => {
        throw new Error(INTERNAL);
      }),
    ]);
    expect(said).to.deep.equal([1, 0]);
    expect(problems.found).to.deep.equal([
      { part: "b", reason: "UNAVAILABLE", message: "b: AWS could not answer" },
    ]);
    expect(logged).to.have.length(1);
    expect(logged[0]).to.contain(INTERNAL);
  });

  it("says each part once, however often it fails", async () => {
    const problems = new Problems();
    await silenced("warn", async () => {
      problems.add("a", { name: "AccessDenied" });
      problems.add("a", { name: "ThrottlingException" });
      problems.add("b", { name: "ThrottlingException" });
    });
    expect(problems.found.map(({ part, reason }) => [part, reason])).to.deep.equal([
      ["a", "NO_PERMISSION"],
      ["b", "THROTTLED"],
    ]);
  });

  it("lets refusals pass", async () => {
    const problems = new Problems();
    const ask = () =>
      problems.part("a", 0, async () => {
        throw new Refusal("NotFound", "no such run");
      });
    expect(await refusalOf(ask)).to.equal("NotFound: no such run");
    expect(problems.found).to.deep.equal([]);
  });

  it("says what of a list is not told", () => {
    const problems = new Problems();
    problems.cut("rules", 10, 12);
    expect(problems.found).to.deep.equal([
      { part: "rules", reason: "UNAVAILABLE", message: "rules: only the first 10 of 12 are shown" },
    ]);
  });
});
