public import Quantities

extension Catalog {
  /// The years for which the price index is known.
  public var priceIndexYears: ClosedRange<Int> {
    let years = priceIndex.compactMap(\.year)
    guard let first = years.first, let last = years.last else { return 0...0 }
    return first...last
  }

  /// Money of one year in money of another: `amount x index(to) / index(from)`.
  ///
  /// The index is the yearly mean of the US consumer price index CPI-U (Bureau of Labor Statistics).
  /// It follows consumer prices; the price of turbines or transformers may go another way.
  public func inflate(_ amount: Double, from: Int, to: Int) throws(CatalogError) -> Double {
    if from == to { return amount }
    return amount * (try priceIndex(to)) / (try priceIndex(from))
  }

  /// A quantity in USD of one year in USD of another, in the same unit.
  ///
  /// The power of money in the unit counts: USD/kW is inflated, kW/USD is deflated. Other currencies
  /// have no index here and are refused.
  public func inflate(_ quantity: Quantity, from: Int, to: Int) throws(CatalogError) -> Quantity {
    let currencies = quantity.dimension.currencies
    if currencies.isEmpty || from == to { return quantity }
    guard currencies == ["USD"] else {
      throw .unset(
        technology: "inflation", parameter: "price index in \(currencies.joined(separator: ", "))",
        nearest: nil)
    }
    let factor = try inflate(1, from: from, to: to)
    let power = quantity.dimension[.money("USD")]
    let total = (0..<abs(power)).reduce(1) { result, _ in result * factor }
    return (power < 0 ? 1 / total : total) * quantity
  }

  private var priceIndex: [CatalogRow] {
    rows.filter { $0.technology == "inflation" && $0.parameter == "price index" }
  }

  private func priceIndex(_ year: Int) throws(CatalogError) -> Double {
    guard let row = priceIndex.first(where: { $0.year == year }) else {
      throw .noPriceIndex(year, known: priceIndexYears)
    }
    return row.value.amount
  }
}
