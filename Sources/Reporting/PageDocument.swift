/// The file around a page: its policy, styles, data and scripts, all inside of it.
struct PageDocument {
  var title: String
  var assets: ChartAssets
  var body: HTML
  /// What the scripts draw.
  var json: String
  var scripts: [String]

  var html: String {
    let policy =
      "default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; "
      + "img-src data: blob:"
    // The library is large; joining pieces keeps it from being copied through the template.
    let head = [
      "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n",
      "<meta http-equiv=\"Content-Security-Policy\" content=\"\(policy)\">\n",
      "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n",
      "<meta name=\"color-scheme\" content=\"light dark\">\n",
      "<title>\(HTML.escape(title))</title>\n<style>\n", assets.palette, assets.style,
      "</style>\n</head>\n<body>\n", body.markup,
      "<script type=\"application/json\" id=\"data\">", json, "</script>\n",
    ]
    let code = scripts.flatMap { ["<script>\n", $0, "\n</script>\n"] }
    return (head + code + ["</body>\n</html>\n"]).joined()
  }
}
