export { ZReportPage as default } from "./shift-page.tsx";
