import { expect } from "chai";
import { ConfigurationError } from "../../../config";

describe("ConfigurationError", () => {
  it("gives each mistake one line, whatever the values hold", () => {
    const { message } = new ConfigurationError("dev", [
      { key: "tags.a\nb", problem: "`x\n::error::forged\u001b[2J` is no host name" },
      { key: "egress", problem: "`y` is not accepted" },
    ]);
    expect(message.split("\n")).to.deep.equal([
      "configuration of stack `dev` has 2 mistakes",
      "  tags.a\\u000ab: `x\\u000a::error::forged\\u001b[2J` is no host name",
      "  egress: `y` is not accepted",
    ]);
  });
});
