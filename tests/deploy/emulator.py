"""Starts moto's server with what the stack needs and moto 5.2.5 lacks, and prints the port that the system gave it."""

import logging
import signal

from moto.cloudformation import parsing
from moto.cloudformation.models import ChangeSet, CloudFormationBackend
from moto.cloudformation.parsing import ResourceMap
from moto.cloudformation.responses import CloudFormationResponse
from moto.core.responses import ActionResult
from moto.dynamodb import dynamodb_backends
from moto.dynamodb.models.table import Table
from moto.events.models import EventBus, Rule
from moto.server import ThreadedMotoServer
from moto.sqs.models import Queue, sqs_backends
from moto.sqs.responses import SQSResponse

# { Ref: EventBus } is the bus's name.
EventBus.physical_resource_id = property(lambda bus: bus.name)

# ValidateTemplate fails for warnings of cfn-lint too, unlike AWS.
validate_template = CloudFormationBackend.validate_template
CloudFormationBackend.validate_template = lambda backend, template: [
    match for match in validate_template(backend, template) if match.rule.id.startswith("E")
]

# The stack has the outputs of the change set that was executed last.
apply_change_set = ChangeSet.apply


def apply_with_outputs(change_set):
    apply_change_set(change_set)
    change_set.stack.template_dict = change_set.template_dict
    change_set.stack.output_map = change_set.stack._create_output_map()


ChangeSet.apply = apply_with_outputs

# The dashboard refers to alarms, which moto skips, so it must skip the dashboard too.
models = {name: model for name, model in parsing.get_model_map().items() if name != "AWS::CloudWatch::Dashboard"}
parsing.get_model_map = lambda: models

# A rule's message group is a path, and a standard queue may have groups.
send_to_sqs_queue = Rule._send_to_sqs_queue


def send_in_group(rule, queue, event, group_id=None):
    if group_id != "$.detail.tenantId":
        raise NotImplementedError(group_id)
    send_to_sqs_queue(rule, queue, event)
    backend = sqs_backends[rule.account_id][rule.region_name]
    backend.get_queue(queue)._messages[-1].group_id = event["detail"]["tenantId"]


Rule._send_to_sqs_queue = send_in_group

# CloudFormation gives FIFO queues a name that ends as it must.
create_queue = Queue.create_from_cloudformation_json.__func__


def create_named_queue(cls, name, template, account_id, region_name, **kwargs):
    suffix = ".fifo" if template["Properties"].get("FifoQueue") else ""
    return create_queue(cls, str(name)[: 80 - len(suffix)] + suffix, template, account_id, region_name, **kwargs)


Queue.create_from_cloudformation_json = classmethod(create_named_queue)

# A removed stack leaves resources with this policy too.
delete_resources = ResourceMap.delete


def delete_unless_retained(resources):
    for resource in resources._resource_json_map.values():
        if resource.get("DeletionPolicy") == "RetainExceptOnCreate":
            resource["DeletionPolicy"] = "Retain"
    delete_resources(resources)


ResourceMap.delete = delete_unless_retained

# ImportExistingResources takes an existing table into the stack.
importing = False
create_change_set = CloudFormationResponse.create_change_set
create_table = Table.create_from_cloudformation_json.__func__


def create_importing_change_set(response):
    global importing
    importing = response._get_bool_param("ImportExistingResources", False)
    return create_change_set(response)


def create_or_import(cls, name, template, account_id, region_name, **kwargs):
    existing = dynamodb_backends[account_id][region_name].tables.get(name) if importing else None
    return existing or create_table(cls, name, template, account_id, region_name, **kwargs)


CloudFormationResponse.create_change_set = create_importing_change_set
Table.create_from_cloudformation_json = classmethod(create_or_import)


# StartMessageMoveTask, which moves all messages at once here.
def start_message_move_task(response):
    source, destination = (
        response.sqs_backend.get_queue(response._get_param(name).split(":")[-1])
        for name in ("SourceArn", "DestinationArn")
    )
    destination._messages.extend(source._messages)
    source._messages.clear()
    return ActionResult({"TaskHandle": "task"})


SQSResponse.start_message_move_task = start_message_move_task

# A line for each request and each resource that moto skips would hide what matters.
logging.disable(logging.WARNING)

server = ThreadedMotoServer("127.0.0.1", port=0, verbose=False)
server.start()
print(server.get_host_and_port()[1], flush=True)
signal.pause()
