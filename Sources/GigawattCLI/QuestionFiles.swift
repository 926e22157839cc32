import Reporting

/// The answer of a question in a folder: a page with charts, and its JSON.
enum QuestionFiles {
  static func write(_ page: QuestionPage, json: some Encodable, to folder: String) throws {
    let text: String
    do throws(ReportError) {
      text = try page.html(assets: try ChartAssets.find())
    } catch {
      throw Failure.badInput("error: \(error)")
    }
    try AnswerFile.folder(folder)
    try AnswerFile.write(text, to: "\(folder)/report.html")
    try AnswerFile.write(try JSONText.encode(json), to: "\(folder)/answer.json")
    Terminal.error("wrote report.html, answer.json to \(folder)")
  }
}
