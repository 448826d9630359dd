export async function build() {
  throw new TypeError("the width is not a number");
}
