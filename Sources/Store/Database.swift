import Chains
import Foundation
import GRDB
import Studies

/// The result as one SQLite file: tables for numbers, one blob of little-endian doubles for each
/// hourly series.
struct Database {
  let path: String

  func write(study: Study, plan: Plan) throws {
    let queue = try DatabaseQueue(path: path)
    try queue.write { db in
      try Self.createTables(db)
      let future = plan.chain.future
      try Self.insert(
        db, "meta", ["key", "value"],
        [
          ["title", study.title], ["study", study.file], ["status", plan.status.rawValue],
          ["engine", plan.engine], ["value", plan.value], ["value_unit", plan.chain.value],
          ["bound", plan.certificate.bound], ["gap", plan.certificate.gap],
        ])
      try Self.insert(
        db, "nodes", ["name", "parent", "probability", "discount_factor", "year", "years"],
        future.nodes.indices.map { index in
          let node = future.nodes[index]
          return [
            node.name, node.parent.map { future.nodes[$0].name }, future.probability[index],
            future.discountFactor[index], node.year, node.years,
          ]
        })
      for (kind, entries) in [
        ("activity", plan.activities), ("stock", plan.stocks), ("price", plan.prices),
      ] {
        try Self.insert(
          db, "quantities", ["kind", "name", "node", "amount", "hourly"],
          entries.map { entry in
            [
              kind, entry.name, future.nodes[entry.node].name,
              entry.amount.isFinite ? entry.amount : nil,
              entry.hourly.isEmpty ? nil : Self.blob(entry.hourly),
            ]
          })
      }
      try Self.insert(
        db, "rents", ["name", "source", "node", "party", "amount"],
        plan.rents.map {
          [$0.name, $0.source.rawValue, future.nodes[$0.node].name, $0.party, $0.amount]
        })
      try Self.writeCampus(db, study, plan)
    }
    try queue.close()
  }

  private static func writeCampus(_ db: GRDB.Database, _ study: Study, _ plan: Plan) throws {
    try insert(
      db, "warnings", ["line", "message"], study.warnings.map { [$0.line, $0.message] })
    guard let campus = study.campus else { return }
    let answer = CampusReader(campus: campus, plan: plan).answer()
    try insert(
      db, "capacities", ["name", "technology", "site", "node", "amount", "added", "unit"],
      answer.stages.flatMap(\.capacities).map {
        [$0.name, $0.technology, $0.site, $0.node, $0.amount, $0.added, $0.unit]
      })
    try insert(
      db, "costs", ["node", "cause", "name", "usd_per_year"],
      answer.stages.flatMap { stage in
        stage.costs.map { [stage.name, $0.cause.rawValue, $0.name, $0.amount] }
      })
    if let table = answer.cashFlow {
      try insert(
        db, "cash_flow", ["year", "name", "kind", "usd"],
        table.rows.flatMap { row in
          zip(table.years, row.amounts).map { [$0, row.name, row.kind.rawValue, $1] }
        })
    }
    try insert(
      db, "inputs", ["name", "value", "unit", "origin"],
      campus.inputs.map {
        [$0.name, $0.number.value, $0.number.unit, "\($0.number.origin)"]
      })
  }

  private static func createTables(_ db: GRDB.Database) throws {
    for statement in [
      "CREATE TABLE meta (key TEXT PRIMARY KEY, value)",
      """
      CREATE TABLE nodes (name TEXT PRIMARY KEY, parent TEXT, probability REAL, \
      discount_factor REAL, year INTEGER, years REAL)
      """,
      """
      CREATE TABLE quantities (kind TEXT, name TEXT, node TEXT, amount REAL, hourly BLOB, \
      PRIMARY KEY (kind, name, node))
      """,
      "CREATE TABLE rents (name TEXT, source TEXT, node TEXT, party TEXT, amount REAL)",
      """
      CREATE TABLE capacities (name TEXT, technology TEXT, site TEXT, node TEXT, amount REAL, \
      added REAL, unit TEXT)
      """,
      "CREATE TABLE costs (node TEXT, cause TEXT, name TEXT, usd_per_year REAL)",
      "CREATE TABLE cash_flow (year INTEGER, name TEXT, kind TEXT, usd REAL)",
      "CREATE TABLE inputs (name TEXT, value REAL, unit TEXT, origin TEXT)",
      "CREATE TABLE warnings (line INTEGER, message TEXT)",
    ] {
      try db.execute(sql: statement)
    }
  }

  private static func insert(
    _ db: GRDB.Database, _ table: String, _ columns: [String],
    _ rows: [[(any DatabaseValueConvertible)?]]
  ) throws {
    let marks = columns.map { _ in "?" }.joined(separator: ", ")
    let statement = try db.makeStatement(
      sql: "INSERT INTO \(table) (\(columns.joined(separator: ", "))) VALUES (\(marks))")
    for row in rows { try statement.execute(arguments: StatementArguments(row)) }
  }

  private static func blob(_ values: [Double]) -> Data {
    var data = Data(capacity: 8 * values.count)
    for value in values {
      withUnsafeBytes(of: value.bitPattern.littleEndian) { data.append(contentsOf: $0) }
    }
    return data
  }
}
