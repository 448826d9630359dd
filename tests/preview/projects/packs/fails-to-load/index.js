require("./shelf");
