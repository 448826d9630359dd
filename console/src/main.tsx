import "@cloudscape-design/global-styles/index.css";
import "./style.css";
import { I18nProvider } from "@cloudscape-design/components/i18n";
import messages from "@cloudscape-design/components/i18n/messages/all.en";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { Announcer } from "./shared/announcer";
import { Shell } from "./shell/shell";

const root = document.getElementById("root");
if (root === null) throw new Error("the page has no element `root`");
createRoot(root).render(
  <StrictMode>
    <I18nProvider locale="en" messages={[messages]}>
      <Announcer>
        <Shell />
      </Announcer>
    </I18nProvider>
  </StrictMode>,
);
