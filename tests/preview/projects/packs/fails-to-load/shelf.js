throw new Error("the shelf did not load");
