"""The fields a column may fill, and the words by which CRMs and sheets call them. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final, Literal, TypeAlias

Kind: TypeAlias = Literal["text", "id", "money", "date", "outcome", "flag"]

#: What a column may be besides a field: kept under its own name, or left out.
EXTRA: Final = ""
IGNORE: Final = "-"


@dataclass(frozen=True, slots=True)
class Field:
    """One thing an import knows about an opportunity. `names` are squeezed headers, the surest first."""

    key: str
    label: str
    kind: Kind
    names: tuple[str, ...]
    help: str


def _field(key: str, label: str, kind: Kind, names: str, help: str) -> Field:
    return Field(key=key, label=label, kind=kind, names=tuple(names.split()), help=help)


_ALL: Final = (
    _field(
        "id",
        "Id",
        "id",
        "opportunityid dealid recordid donotmodifyopportunity opportunityguid hsobjectid objectid externalid id crmid "
        "opportunitynumber dealnumber reference ref number key",
        "The CRM's own id. Without it, account, name, created and owner together tell rows apart.",
    ),
    _field(
        "name",
        "Name",
        "text",
        "opportunityname dealname name topic opportunity deal title subject projectname project",
        "What the opportunity is called.",
    ),
    _field(
        "account",
        "Account",
        "text",
        "accountname account potentialcustomer customername customer associatedcompanyname associatedcompany "
        "companyname client clientname partnerid organization organisation company buyer kunde firma",
        "The company that buys.",
    ),
    _field("account_id", "Account id", "text", "accountid customerid associatedcompanyids companyid", "Its id."),
    _field(
        "account_domain",
        "Account web domain",
        "text",
        "associatedcompanydomain accountdomain companydomain companydomainname domain website",
        "The company's web domain; stands for its name where there is none.",
    ),
    _field(
        "amount",
        "Amount",
        "money",
        "amount dealamount opportunityamount estrevenue estimatedrevenue estvalue estimatedvalue dealvalue "
        "opportunityvalue dealsize expectedrevenue plannedrevenue value amountincompanycurrency contractvalue "
        "totalvalue total acv tcv arr revenue price betrag umsatz",
        "What it is worth, as expected now.",
    ),
    _field(
        "closed_amount",
        "Amount at the close",
        "money",
        "closevalue actualrevenue actualvalue actualamount closedamount closedwonamount wonamount amountwon "
        "finalamount bookedamount",
        "Known only after the close. Becomes the amount of won ones that have no other, never of open ones.",
    ),
    _field(
        "currency",
        "Currency",
        "text",
        "currency currencyisocode currencycode transactioncurrency dealcurrencycode currencyid waehrung",
        "Code or name, such as EUR or US Dollar.",
    ),
    _field(
        "stage",
        "Stage",
        "text",
        "stagename stage dealstage opportunitystage salesstage pipelinestage stageid currentstage salesphase "
        "pipelinephase phase step status",
        "The CRM's own stage word.",
    ),
    _field(
        "stage_entered",
        "In this stage since",
        "date",
        "dateenteredcurrentstage stageentered stageenteredon stageentereddate laststagechangedate stagechangedate "
        "stagechangedon datelaststageupdate stagesince instagesince",
        "The day it entered its present stage.",
    ),
    _field(
        "owner",
        "Owner",
        "text",
        "opportunityowner dealowner ownername owner owneremail salesperson salesagent salesrep salesrepresentative "
        "accountexecutive accountowner rep seller assignedto assigneduser responsible ownerid hubspotownerid userid "
        "agent user ae verkaeufer",
        "The seller: name, e-mail or id.",
    ),
    _field(
        "created",
        "Created",
        "date",
        "createddate createdate createdon createdat created creationdate datecreated dateentered dateadded addtime "
        "openedon opendate opened entrydate startdate engagedate erstellt",
        "The day it was opened.",
    ),
    _field(
        "close_date",
        "Close date",
        "date",
        "closedate estclosedate estimatedclosedate expectedclosedate expectedclosing expectedclose closingdate "
        "targetclosedate targetclose plannedclosedate forecastclosedate datedeadline deadline close abschluss",
        "The day it is expected to close; for closed ones the day it did, unless another column says it.",
    ),
    _field(
        "closed",
        "Closed on",
        "date",
        "actualclosedate actualclose closeddate closedon closedat dateclosed dateclose closed",
        "The day it was won or lost.",
    ),
    _field(
        "outcome",
        "Outcome",
        "outcome",
        "outcome result wonlost wonstatus wonorlost dealstatus opportunitystatus statecode state status",
        "Open, won or lost.",
    ),
    _field("is_closed", "Closed?", "flag", "isclosed closed isdealclosed", "True or false."),
    _field("is_won", "Won?", "flag", "iswon won isclosedwon isdealwon", "True or false."),
    _field(
        "product",
        "Product",
        "text",
        "product productname products productline productfamily offering proposedsolution solution produkt",
        "What they buy.",
    ),
    _field("next_step", "Next step", "text", "nextstep nextsteps nextaction", "The CRM's own next-step line."),
    _field(
        "lead_source",
        "Lead source",
        "text",
        "leadsource source originalsource sourceid sourcecampaign campaign",
        "Where it came from.",
    ),
    _field("type", "Type", "text", "opportunitytype dealtype type businesstype", "New business, renewal, expansion."),
    _field(
        "lost_reason",
        "Lost reason",
        "text",
        "closedlostreason lostreason lossreason reasonlost lostreasonid lossreasonc reasonforloss",
        "Why it was lost.",
    ),
    _field(
        "probability",
        "Probability",
        "text",
        "probability dealprobability winprobability probabilitypercent prob likelihood",
        "The CRM's own number; kept, never used as ours.",
    ),
)

FIELDS: Final[dict[str, Field]] = {field.key: field for field in _ALL}

_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_PREFIX = re.compile(r"^(?:opportunity|deal|opp)(?=.{3})")


def squeezed(header: str) -> str:
    """`Est. close date`, `EstCloseDate` and `est_close_date` are all `estclosedate`; % and # are read as words."""
    spelled = header.replace("%", " percent ").replace("ß", "ss")
    return re.sub(r"[^a-z0-9]", "", spelled.casefold())


def spellings(header: str) -> tuple[str, ...]:
    """The squeezed header, then without a leading Deal or Opportunity, then without a path or a suffix."""
    full = squeezed(header)
    found = [full, _PREFIX.sub("", full)]
    if "." in header or "/" in header:
        found.append(squeezed(re.sub(r"[./](?:name|id)$", "", header, flags=re.IGNORECASE)))
    found.append(squeezed(re.sub(r"\(.*?\)", "", header)))
    found.append(re.sub(r"percent$", "", full))
    return tuple(dict.fromkeys(name for name in found if name))


def snake(header: str) -> str:
    """`Customer Need` and `CustomerNeed` become `customer_need`; a header without letters becomes `column`."""
    words = re.findall(r"[^\W_]+", _CAMEL.sub(" ", header))
    return "_".join(words).casefold()[:60] or "column"
