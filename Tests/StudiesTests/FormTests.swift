import Testing

@testable import Studies

@Suite("The form of a study") struct FormTests {
  @Test("A number that differs by year belongs to the thing that it is a number of") func years() {
    let form = StudyForm(
      """
      gigawatt: 1
      load: {2028: 600 MW, 2031: 1.2 GW}
      grid: {import: {2028: 20 MW, 2031: 30 MW}, price: {file: a.csv, column: b}, delivery: 5 USD/MWh}
      supplies:
        solar: {overnight cost: {2028: 900 USD/kW, 2035: 700 USD/kW}}
      sites: [a, b]
      """, file: "study.yaml")
    let names = form.fields.filter { $0.origin == .study }.map { "\($0.group): \($0.label)" }
    #expect(
      names == [
        "study: gigawatt", "load: 2028", "load: 2031", "grid: import, 2028", "grid: import, 2031",
        "grid: price, file", "grid: price, column", "grid: delivery", "solar: overnight cost, 2028",
        "solar: overnight cost, 2035", "sites: no. 1",
        "sites: no. 2",
      ])
  }
}
