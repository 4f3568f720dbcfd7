package io.tintin.samples.report;

import java.util.List;

/** A page that needs nothing but itself: headings, paragraphs, tables and charts. */
public final class Html {
  private static final String STYLE =
      """
      :root { color-scheme: light dark; --ink: #1c2733; --soft: #5d6b7a; --line: #dfe4ea;
        --page: #ffffff; --card: #f6f8fa; --span: #f3c98b; }
      @media (prefers-color-scheme: dark) { :root { --ink: #e6ebf0; --soft: #9aa8b6;
        --line: #33404d; --page: #12181f; --card: #1a222b; --span: #6b4a1c; } }
      body { font: 15px/1.5 system-ui, sans-serif; color: var(--ink); background: var(--page);
        max-width: 960px; margin: 2rem auto; padding: 0 1.2rem; }
      h1 { font-size: 1.7rem; } h2 { font-size: 1.2rem; margin-top: 2.4rem; }
      p.note, figcaption { color: var(--soft); }
      table { border-collapse: collapse; margin: 1rem 0; font-variant-numeric: tabular-nums; }
      th, td { padding: .3rem .8rem; border-bottom: 1px solid var(--line); text-align: right; }
      th:first-child, td:first-child { text-align: left; } tr.total { font-weight: 600; }
      .scroll { overflow-x: auto; }
      figure { margin: 1rem 0; background: var(--card); border-radius: 8px; padding: .8rem; }
      svg { width: 100%; height: auto; display: block; }
      svg text { font-size: 12px; fill: var(--soft); } svg .grid { stroke: var(--line); }
      svg .span { fill: var(--span); opacity: .6; }
      code { font-size: .9em; overflow-wrap: anywhere; }
      """;

  private final StringBuilder body = new StringBuilder();
  private final String title;

  /** An empty page. */
  public Html(String title) {
    this.title = title;
    body.append("<h1>").append(escape(title)).append("</h1>\n");
  }

  /** Adds a heading. */
  public Html heading(String text) {
    body.append("<h2>").append(escape(text)).append("</h2>\n");
    return this;
  }

  /** Adds a paragraph. */
  public Html paragraph(String text) {
    body.append("<p>").append(escape(text)).append("</p>\n");
    return this;
  }

  /** Adds a paragraph in a quieter colour. */
  public Html note(String text) {
    body.append("<p class='note'>").append(escape(text)).append("</p>\n");
    return this;
  }

  /** Adds a line of code, such as a hash. */
  public Html code(String before, String text) {
    body.append("<p>").append(escape(before)).append(" <code>").append(escape(text));
    body.append("</code></p>\n");
    return this;
  }

  /** Adds a chart with words below it. */
  public Html figure(String svg, String caption) {
    body.append("<figure>").append(svg).append("<figcaption>").append(escape(caption));
    body.append("</figcaption></figure>\n");
    return this;
  }

  /** Adds a table; a row whose first cell is "average" or "total" is set in bold. */
  public Html table(Table table) {
    body.append("<div class='scroll'><table><tr>");
    table.header().forEach(cell -> body.append("<th>").append(escape(cell)).append("</th>"));
    body.append("</tr>\n");
    for (List<String> row : table.rows()) {
      boolean isTotal = row.get(0).equals("average") || row.get(0).equals("total");
      body.append(isTotal ? "<tr class='total'>" : "<tr>");
      row.forEach(cell -> body.append("<td>").append(escape(cell)).append("</td>"));
      body.append("</tr>\n");
    }
    body.append("</table></div>\n");
    return this;
  }

  /** The whole page. */
  public String page() {
    return "<!doctype html>\n<html lang='en'><head><meta charset='utf-8'>"
        + "<meta name='viewport' content='width=device-width, initial-scale=1'><title>"
        + escape(title)
        + "</title><style>"
        + STYLE
        + "</style></head><body>\n"
        + body
        + "</body></html>\n";
  }

  static String escape(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("'", "&#39;")
        .replace("\"", "&quot;");
  }
}
