import Chains
import Planning
import Questions
import Reporting
import Studies
import Testing

/// Pages of questions, for the terminal and for the browser.
@Suite struct Pages {
  private let assets = ChartAssets(library: "/* charts */", style: "body {}", script: "")

  @Test func betPage() throws {
    let study = try StudySource(Studies.example("farmer")).study()
    let bet = try Bet.answer(study.chain, session: PlanSession())
    let text = QuestionText(title: "The farmer").page(bet)
    #expect(text.contains("108,390") && text.contains("7,015.556") && text.contains("plant beets"))
    #expect(text.split(separator: "\n").allSatisfy { $0.count <= 110 })
    let html = try QuestionPage(study, bet).html(assets: assets)
    #expect(html.contains("what each future brings") || html.contains("What each future brings"))
    #expect(!html.contains("http://") && !html.contains("https://"))
    #expect(try QuestionPage(study, bet).html(assets: assets) == html)
  }

  @Test func sweepPage() throws {
    let axes = [try Sweep.axis("buy.takes.USD=4,8"), try Sweep.axis("build.takes.USD=5,9")]
    let sweep = try Sweep(axes: axes, columns: [try Measure("cost")])
    let answer = try sweep.answer(Studies.inquiry(SimpleQuestions.market))
    let study = try StudySource(text: SimpleQuestions.market, file: "m.yaml").study()
    let html = try QuestionPage(study, answer).html(assets: assets)
    #expect(html.contains("\"shape\":\"heat\"") && html.contains("\"z\":[[40,40],[60,80]]"))
    #expect(answer.csv.split(separator: "\n").count == 5)
  }

  @Test func rangesPage() throws {
    let study = try StudySource(text: SimpleQuestions.market, file: "m.yaml").study()
    var question = Alternatives.Question()
    question.slacks = [0.1]
    let answer = try Alternatives.answer(
      study, question, engine: .direct, options: PlanningOptions())
    let text = QuestionText(title: "m").page(answer)
    #expect(text.contains("plant") && text.contains("most, 10 %"))
    #expect(try QuestionPage(study, answer).html(assets: assets).contains("\"shape\":\"ranges\""))
  }

  /// What comes from a study is text in a page, never markup.
  @Test func escapes() throws {
    let study = try StudySource(
      text: "gigawatt: 1\ntitle: <b>x</b>\nprocesses: {p: {gives: {USD: 1}, limit: 1}}",
      file: "m.yaml"
    ).study()
    let sweep = try Sweep(axes: [try Sweep.axis("p.limit=1,2")], columns: [try Measure("value")])
    let answer = try sweep.answer(
      Inquiry(
        Subject(
          StudySource(text: "gigawatt: 1\nprocesses: {p: {gives: {USD: 1}, limit: 1}}", file: "m")),
        session: PlanSession()))
    #expect(!(try QuestionPage(study, answer).html(assets: assets)).contains("<b>x"))
  }
}
