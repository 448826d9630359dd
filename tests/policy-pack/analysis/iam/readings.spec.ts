import { expect } from "chai";
import { readDocument } from "../../../../policy-pack/analysis/iam/document";

const text = (action: string): string =>
  JSON.stringify({ Statement: { Effect: "Allow", Action: action, Resource: "*" } });

describe("readings of documents", () => {
  it("are made once for a text, while thousands of others are read in between", () => {
    const first = readDocument(text("s3:Get*"));
    for (let other = 0; other < 4_000; other += 1) readDocument(text(`s3:${other}`));
    expect(readDocument(text("s3:Get*"))).to.equal(first);
    expect(readDocument(text("s3:Put*"))).not.to.deep.equal(first);
  });

  it("are made once for an object", () => {
    const object = { Statement: { Effect: "Allow", Action: "s3:*", Resource: "*" } };
    expect(readDocument(object)).to.equal(readDocument(object));
    expect(readDocument({ ...object })).to.deep.equal(readDocument(object));
  });
});
