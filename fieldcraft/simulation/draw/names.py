"""Invented names. Nobody and no company here is meant to exist."""

from __future__ import annotations

import unicodedata

COMPANY = "Halden Systems"
MAIL = "halden-systems.example"

VP = "Helena Brandvold"
DIRECTORS = ("Astrid Lindqvist", "Rafael Montalvo", "Greta Oberhauser")
MANAGERS = ("Marek Novak", "Nina Sorel", "Paulo Teixeira", "Chiara Benedetto", "Anselm Rieger", "Danuta Wilk")
ENABLEMENT = "Erin Calloway"
ADMINISTRATOR = "Ada Okonjo"

REPS = (
    *("Jana Weiss", "Tomasz Lis", "Ilse Braun", "Omar Haddad", "Priya Raman", "Lasse Holm"),
    *("Sanne de Wit", "Bram Kuipers", "Freya Nyland", "Mikkel Aas", "Oona Lehti", "Tariq Aziri"),
    *("Inés Robledo", "Hugo Marchetti", "Amara Diallo", "Luca Ferrante", "Beatriz Couto", "Yannis Kalou"),
    *("Elif Demirel", "Matteo Grasso", "Noor Van Laer", "Pilar Quiroga", "Davide Orsini", "Leonie Faure"),
    *("Jonas Achleitner", "Vera Kolarova", "Piotr Zawada", "Mira Stanek", "Felix Trautner", "Zofia Bielak"),
    *("Andrej Kovalik", "Hanna Loibl", "Stefan Radulescu", "Katya Marinova", "Emil Sandor", "Lucie Havel"),
)

_GIVEN = """
    Petra Ines Jan Katrin Wim Sofia Ahmed Dorota Marta Henrik Olga Nils Carla Youssef Birgit Pavel Lena Arjen
    Marie Tobias Agnes Sunil Renata Karim Johanna Viktor Camille Anders Ewa Damian Ruth Milan Fatima Georg Silvia Erik
    Tereza Bertil Hilde Kofi Monika Leon Aisha Rolf Irena Stijn Paola Walid Britta Gustav Nadia Otto Teodora Ivo Mei
    Rosa Klaus Zuzana Dirk Laila Emre Ulla Joost Adela Bogdan Signe Thiago Verena Kwame Elsa Radek Nora Imran Heidi
    Cosmin Maaike Darius Livia Torsten Selma Andrea Filip Greetje Hamid Paulina"""
GIVEN = tuple(_GIVEN.split())
_FAMILY = """
    Kohl Falk Aalto Bergmans Czerny Dahlin Ebner Fontana Gerlach Hofstra Ivarsen Jelinek Kruk Larsson-Beck Moreau
    Nowicki Ostermann Pires Querfurth Rask Salazar Tamm Ullmann Verbeek Wieland Zeman Arslan Bartos Cabral Dressler
    Engel Farkas Gallo Hribar Iversen Janssens Karlsen Lorenz Mathis Nagy Oduya Pereira Riedl Sadek Thorne Urban Vasile
    Winter Yilmaz Zanetti Albers Bosman Corvo Dudek Elmi Fischbach Gomes Haas Ilic Jovanov Klein Lukacs Mensah Neri
    Obrecht Pohl Reyes Schilling Tanaka Ventura Weber Zielke Amsel Birk Caron Doorn Eklund Fabre Grau Hansen Iqbal
    Jurgens Kaya Lund Marek Noll Osei Paulsen Rosati Sorensen Toth"""
FAMILY = tuple(_FAMILY.split())

# name, industry; thirty for each of the three regions.
ACCOUNTS = (
    (
        *(("Nordwind Logistik", "Logistics"), ("Hafenwerke Ost", "Ports"), ("Brandt Guss", "Metals")),
        *(("Albatross Pharma", "Pharma"), ("Klinikum am Deich", "Hospitals"), ("Fjellvann Energi", "Energy")),
        *(("Skovby Mejeri", "Food"), ("Lindholt Paper", "Paper"), ("Østervig Shipping", "Shipping")),
        *(("Vikmark Cement", "Building materials"), ("Tornehavn Ferries", "Shipping"), ("Kaldal Fisk", "Food")),
        *(("Rosenlund Hospital Trust", "Hospitals"), ("Harmsen Cold Stores", "Logistics")),
        *(("Delfwater Utilities", "Water"), ("Veenkamp Glas", "Glass"), ("Meerdijk Greenhouses", "Agriculture")),
        *(("Oudekerk Freight", "Logistics"), ("Sundvall Bruk", "Metals"), ("Pohjanen Timber Works", "Paper")),
        *(("Kestrand Chemicals", "Chemicals"), ("Hjort & Lie Marine", "Shipping"), ("Nybakke Varme", "Energy")),
        *(("Brennholt Automation", "Machinery"), ("Tolvberg Bearings", "Machinery"), ("Elvestad Rail", "Rail")),
        *(("Morsum Poultry", "Food"), ("Zeeduin Terminals", "Ports"), ("Holmgard Textiles", "Textiles")),
        ("Granholt Plastics", "Plastics"),
    ),
    (
        *(("Costalira Foods", "Food"), ("Ribalta Ceramica", "Building materials"), ("Montclair Vins", "Food")),
        *(("Oliveto Trasporti", "Logistics"), ("Sainte-Aure Hospitals", "Hospitals"), ("Porto Lindo", "Ports")),
        *(("Ferrovia Alta", "Rail"), ("Valdoro Steel", "Metals"), ("Maremola Pharma", "Pharma")),
        *(("Arcadel Energia", "Energy"), ("Sierra Blanca Water", "Water"), ("Tessuti Bellavia", "Textiles")),
        *(("Quinta do Vale Sul", "Agriculture"), ("Lumiera Glass", "Glass"), ("Bastide Emballage", "Paper")),
        *(("Galvania Motori", "Machinery"), ("Cadaval Cork", "Building materials"), ("Rivoltella Pasta", "Food")),
        *(("Orfeo Marine", "Shipping"), ("Castrillo Quimica", "Chemicals"), ("Belmonte Freddo", "Logistics")),
        *(("Aldebar Aerostructures", "Machinery"), ("Clinica San Telmo Norte", "Hospitals")),
        *(("Provelle Agrumes", "Agriculture"), ("Tramontana Wind", "Energy"), ("Estrela Conservas", "Food")),
        *(("Minervois Carton", "Paper"), ("Ligusta Plastica", "Plastics"), ("Navarro & Hija Trucking", "Logistics")),
        ("Solanda Dairy", "Food"),
    ),
    (
        *(("Donauwerk Antriebe", "Machinery"), ("Tatrava Mliekaren", "Food"), ("Wislanka Chemia", "Chemicals")),
        *(("Karpaty Drewno", "Paper"), ("Moravan Sklo", "Glass"), ("Almried Molkerei", "Food")),
        *(("Balkania Freight", "Logistics"), ("Siebenstern Kliniken", "Hospitals"), ("Odravia Port Services", "Ports")),
        *(("Varosi Water Works", "Water"), ("Transilvan Metal", "Metals"), ("Puszta Agrar", "Agriculture")),
        *(("Danubia Cold Chain", "Logistics"), ("Bohemtex", "Textiles"), ("Hradovan Turbines", "Energy")),
        *(("Styria Gusswerk", "Metals"), ("Zamosc Meble", "Building materials"), ("Trnavan Rail", "Rail")),
        *(("Inntal Pharma", "Pharma"), ("Wieliczan Bottling", "Food"), ("Vltavska Brewing", "Food")),
        *(("Adriavent", "Energy"), ("Banatela Plast", "Plastics"), ("Lublinex Transport", "Logistics")),
        *(("Savica Paper", "Paper"), ("Erzhorn Tools", "Machinery"), ("Rodovar Cement", "Building materials")),
        *(("Klinika Pod Lipami", "Hospitals"), ("Mazurian Poultry", "Food"), ("Silesia Coating", "Chemicals")),
    ),
)

# product, what a deal about it is called, list price of a usual deal in euro
PRODUCTS = (
    ("Fleet", ("Fleet renewal", "Fleet tracking", "Driver safety", "Route planning"), 92_000),
    ("Yard", ("Yard sensors", "Gate control", "Dock scheduling"), 68_000),
    ("Cold chain", ("Cold chain monitoring", "Reefer alarms", "Temperature records"), 54_000),
    ("Plant", ("Plant scheduling", "Line monitoring", "Shift planning", "Quality records"), 128_000),
    ("Maintenance", ("Predictive maintenance", "Spare parts planning", "Work orders"), 76_000),
    ("Energy", ("Energy metering", "Load management", "Carbon reporting"), 61_000),
)
SITES = (
    "main site",
    "north site",
    "second plant",
    "all depots",
    "new hall",
    "group rollout",
    "east depot",
    "harbour site",
)
LEAD_SOURCES = ("Referral", "Trade fair", "Web", "Outbound", "Partner", "Existing customer")
LOST = (
    *("Stayed with what they have", "Price", "Chose a rival", "Budget moved to next year"),
    *("Sponsor left", "No decision taken", "Could not show the return"),
)

# buying role: titles, departments, seniorities
PARTS = {
    "economic_buyer": (
        ("CFO", "Finance", "executive"),
        ("COO", "Management", "executive"),
        ("Managing director", "Management", "executive"),
        ("Director of operations", "Operations", "director"),
    ),
    "champion": (
        ("Head of logistics", "Logistics", "manager"),
        ("Plant manager", "Operations", "manager"),
        ("Operations manager", "Operations", "manager"),
        ("Maintenance manager", "Maintenance", "manager"),
    ),
    "technical_evaluator": (
        ("IT architect", "IT", "staff"),
        ("IT manager", "IT", "manager"),
        ("Process engineer", "Engineering", "staff"),
    ),
    "procurement": (("Purchasing manager", "Purchasing", "manager"), ("Category buyer", "Purchasing", "staff")),
    "legal": (("Legal counsel", "Legal", "staff"),),
    "user": (("Shift leader", "Operations", "staff"), ("Dispatcher", "Logistics", "staff")),
}

_FOLD = str.maketrans({"ø": "o", "Ø": "O", "ł": "l", "Ł": "L", "ß": "ss", "æ": "ae", "&": " "})


def ascii_key(*, text: str, joint: str) -> str:
    """Lower-case letters and digits of `text`, words joined by `joint`: for e-mail addresses and domains."""
    plain = unicodedata.normalize("NFKD", text.translate(_FOLD)).encode("ascii", "ignore").decode()
    return joint.join("".join(ch if ch.isalnum() else " " for ch in plain.lower()).split())
